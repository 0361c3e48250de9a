"""A position is typed joint by joint; a wrong angle says what would be right, and nothing is done with it."""

from __future__ import annotations

HELD = "agonistStage.run.marks.some(m => m.label.startsWith('posture'))"


def test_a_posture_is_typed_joint_by_joint(visit):
    visitor = visit("?lesson=healthy")
    visitor.side("Do")
    visitor.button("day").click()
    visitor.button("posture").click()
    hip, knee = (visitor.page.get_by_label(f"{joint} flexion (deg)") for joint in ("hip", "knee"))
    hip.wait_for()
    assert hip.input_value() == "90" and knee.input_value() == "90"
    assert visitor.page.get_by_label("ankle dorsiflexion (deg)").input_value() == ""
    visitor.page.get_by_text("empty: not held, -20 to 105").wait_for()
    for wrong in ("200", "far"):
        hip.fill(wrong)
        hip.press("Enter")
        visitor.page.get_by_text("it needs a number -20 to 105 deg").first.wait_for()
    visitor.page.locator(".ag-do").click()
    visitor.page.locator(".v-alert").get_by_text("hip flexion: 'far' is not a number").wait_for()
    assert not visitor.tell(HELD)
    hip.fill("75")
    knee.fill("")
    knee.press("Enter")
    visitor.page.locator(".ag-do").click()
    visitor.wait(HELD)
    visitor.page.locator(".v-alert").wait_for(state="detached")
    visitor.side("Keep")
    link = visitor.page.get_by_label("copy what follows the address of this page").input_value()
    assert "%22hip_flexion%22%2C75.0" in link and "knee_flexion" not in link
