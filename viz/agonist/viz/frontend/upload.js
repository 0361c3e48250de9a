// A field for a file of one's own: chosen with a hand or the keyboard, or dropped on it.

function render({ model, el: node }) {
  const label = document.createElement("label"), input = document.createElement("input");
  label.className = "ag-file";
  label.append(model.get("label"), input);
  Object.assign(input, { type: "file", accept: ".toml" });
  input.addEventListener("change", async () => {
    const file = input.files[0];
    if (!file) return;
    const bytes = file.size > model.get("most") ? new ArrayBuffer(0) : await file.arrayBuffer();
    model.send({ name: file.name, size: file.size }, undefined, [bytes]);
    input.value = ""; // so that the same file, mended, can be brought again
  });
  node.append(label);
}

export default { render };
