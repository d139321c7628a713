import type { TemplateResult } from "lit/html.js";
import { answerIcon } from "./answer-icons.js";
import type { AnswerHost } from "./banner-host.js";

/** Opens or closes the details. */
export const detailsButton = (
  { press, isOpen, toggleDetails }: AnswerHost,
  [show, hide]: readonly [show: string, hide: string],
): TemplateResult => press([isOpen ? hide : show, answerIcon("chevron")], toggleDetails, isOpen);
