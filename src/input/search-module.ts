// Made from search.wat by scripts/compile-search.js; a test holds the two together.

const bytes = [
  "AGFzbQEAAAABEAJgBX9/f39/AX9gAn9/AX8CDwEDZW52Bm1lbW9yeQIAAQMDAgABBxsCBnNlYXJjaAAADmNvdW50TGluZUZlZWRz",
  "AAEK9wICrwICA38JeyAC/QAEACEIIAL9AAQQIQkgAv0ABCAhCiAC/QAEMCELIAL9AARAIQwgAv0ABFAhDf0MDw8PDw8PDw8PDw8P",
  "Dw8PDyEOIAAhBQJAA0AgBSABTw0BIAZBEGogBEsNASAF/QAEACEPIAggDyAO/U79DiAJIA9BBP1t/Q79TiEQIAX9AAQBIQ8gECAK",
  "IA8gDv1O/Q4gCyAPQQT9bf0O/U79TiEQIAX9AAQCIQ8gECAMIA8gDv1O/Q4gDSAPQQT9bf0O/U79TiEQIBD9UwRAIBD9DAAAAAAA",
  "AAAAAAAAAAAAAAD9JP1kIQcDQCADIAZBAnRqIAUgB2hqNgIAIAZBAWohBiAHIAdBAWtxIQcgBw0ACwsgBUEQaiEFDAALCyADIARB",
  "AnRqIAU2AgAgBgtEAgF/AXv9DAoKCgoKCgoKCgoKCgoKCgohAwJAA0AgACABTw0BIAIgAP0ABAAgA/0j/WRpaiECIABBEGohAAwA",
  "CwsgAgs=",
].join("");

let compiled: WebAssembly.Module | null = null;

/** The search of search.wat. */
export function searchModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Buffer.from(bytes, "base64"));
  return compiled;
}
