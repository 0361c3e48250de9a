// What a lesson comes to: its outcome is that of the life as the lesson has it, and no other life is held against a guess.
import { t } from "./speech.js";

/** The guess beside the outcome. */
export function verdictOf({ right, changed }, { guess }) {
  if (!right) return "";
  if (!guess) return t("The lesson comes to: “{right}”.", { right });
  if (guess === right && !changed?.length) return t("You said “{guess}”, and so it came.", { guess });
  return t("You said “{guess}”. The lesson comes to: “{right}”.", { guess, right });
}

/** What is changed in this life; empty for the life as the lesson has it. */
export function otherwise({ changed }) {
  const what = (changed || []).map((kind) => t(kind)).join(", ");
  return what && t("Changed here: {what}. This life may end otherwise: the outcome of the lesson, and what there is to notice, are those of the life without changes.", { what });
}
