// Whether the Return-Path and the signing domains align with the From: domain (RFC 9989 section 4.4). One of them suffices.

import type { Finding, PostureClass } from "../../model/posture.ts";
import { finding } from "../finding.ts";
import type { Lookup } from "../lookup.ts";
import { walkTree, type TreeWalk } from "./tree-walk.ts";

export interface DmarcTask {
  /** The domain in From:. */
  domain: string;
  /** The domain in MAIL FROM. */
  sender: string;
  /** The domains that sign. */
  signers: string[];
  lookup: Lookup;
}

export async function alignmentFindings(task: DmarcTask, walk: TreeWalk): Promise<Finding[]> {
  const { domain, sender, signers, lookup } = task;
  const { strictSpf = false, strictDkim = false } = walk.applied?.record ?? {};
  const bySpf = await aligns(sender, strictSpf, walk, lookup);
  const signed = await Promise.all(
    [...new Set(signers)].map(async (signer) => ({
      signer,
      aligned: await aligns(signer, strictDkim, walk, lookup),
    })),
  );
  const isSigned = signed.some(({ aligned }) => aligned === true);
  const misaligned = signed.filter(({ aligned }) => aligned === false);
  const severity: PostureClass = isSigned || bySpf === true ? "note" : "fail";
  return [
    ...(bySpf === false ? [ofSpf(domain, sender, strictSpf, spfSeverity(signers, isSigned))] : []),
    ...misaligned.map(({ signer }) =>
      finding("dmarc_misaligned_dkim", severity, { domain }, { signer, mode: modeOf(strictDkim) }),
    ),
  ];
}

/** Null where it could not be found out. */
async function aligns(
  other: string,
  isStrict: boolean,
  { domain, organizationalDomain }: TreeWalk,
  lookup: Lookup,
): Promise<boolean | null> {
  if (other === domain) return true;
  if (isStrict) return false;
  const walk = await walkTree(other, lookup);
  return walk.failed === null ? walk.organizationalDomain === organizationalDomain : null;
}

/** Without a known signer, nobody knows whether an aligned signature is there. */
function spfSeverity(signers: string[], isSigned: boolean): PostureClass {
  if (signers.length === 0) return "warn";
  return isSigned ? "note" : "fail";
}

function ofSpf(domain: string, sender: string, isStrict: boolean, severity: PostureClass): Finding {
  return finding("dmarc_misaligned_spf", severity, { domain }, { sender, mode: modeOf(isStrict) });
}

function modeOf(isStrict: boolean): "relaxed" | "strict" {
  return isStrict ? "strict" : "relaxed";
}
