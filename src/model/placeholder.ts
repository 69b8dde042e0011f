// What stands in a record for the mail host's name where nothing tells it.

/** In capitals like all that is the reader's to replace; nobody takes it for a name that exists. */
export const PLACEHOLDER = "YOUR.MAIL.HOST";
