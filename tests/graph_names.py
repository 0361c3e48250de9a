"""What is asked of the names of a muscle graph, in the browser: each gives what is wrong, nothing where all is well."""

OVERLAPS = """() => {
    const shown = agonistStage.graph.labels.filter((l) => l.shown), found = [];
    const past = (a, b) => a.x >= b.x + b.width || a.y >= b.y + b.height;
    const meets = (a) => (b) => !past(a, b) && !past(b, a);
    shown.forEach((a, i) => found.push(...shown.slice(0, i).filter(meets(a)).map((b) => [a.text, b.text])));
    return found;
}"""
OUTSIDE = """() => {
    const { clientWidth: width, clientHeight: height } = agonistStage.graph.canvas;
    return agonistStage.graph.labels.filter((l) => l.shown && l.kind === "muscle")
        .filter((l) => l.x < 0 || l.y < 0 || l.x + l.width > width || l.y + l.height > height).map((l) => l.text);
}"""
MISSING = """() => {
    const stage = agonistStage, names = stage.run.topology.muscles.map((m) => m.name);
    const shown = new Set(stage.graph.labels.filter((l) => l.shown).map((l) => l.muscle));
    const margin = (i) => stage.graph.nodes[i].out === 0; // the side that the task is not on: one of its names stands on the other side
    return [...stage.members].filter((i) => !margin(i)).concat(stage.chosen).map((i) => names[i]).filter((name) => !shown.has(name));
}"""
CROSSED = """() => {
    const { labels, nodes, canvas, size } = agonistStage.graph, box = [canvas.clientWidth, canvas.clientHeight], found = [];
    for (const l of labels.filter((l) => l.shown && l.kind === "muscle")) {
        for (const node of nodes) {
            const [x, y] = agonistStage.graph.at(node, ...box);
            if (x > l.x - 2 && x < l.x + l.width + 2 && y > l.y && y < l.y + l.height) found.push([l.text, node.muscle.name]);
        }
        if (l.lead && Math.hypot(l.lead.end[0] - l.lead.start[0], l.lead.end[1] - l.lead.start[1]) > 6 * size) found.push([l.text, "far away"]);
    }
    return found;
}"""
