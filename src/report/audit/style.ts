// The look of the pages of audits and probes.

export const AUDIT_STYLE = `
:root { color-scheme: light dark; --page: #f4f5f7; --card: #fff; --ink: #1a2230; --line: #d9dee5; --code: #f1f3f6;
  --fail: #b3261e; --warn: #7a5200; --pass: #17692f; --unknown: #48566a; }
@media (prefers-color-scheme: dark) { :root { --page: #11151b; --card: #1a2029; --ink: #e8ecf1; --line: #343d4a;
  --code: #121820; --fail: #ff9d94; --warn: #f2c35b; --pass: #7fd894; --unknown: #b7c3d2; } }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; background: var(--page); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 0 1.25rem 1rem; margin: 1.25rem 0; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .2rem 1rem .2rem 0; }
pre { background: var(--code); padding: .6rem .8rem; border-radius: 6px; white-space: pre-wrap; }
.fail { color: var(--fail); } .warn, .temp { color: var(--warn); } .pass { color: var(--pass); } .unknown, .note { color: var(--unknown); }
`;
