/** What is known of the model of a row. */
import { countParameters } from '../../models/accounting.ts';
import type { RunFile } from '../../training/run-file.ts';
import type { TellerRecord } from '../record.ts';
import type { Graded } from './rows.ts';
import type { ReportedRun } from './runs.ts';

export interface Shape {
  hidden: number | null;
  layers: number | null;
  parameters: number | null;
  /** Parameters of the blocks alone, as the paper's figure 4 counts them. */
  blocks: number | null;
  /** Tokens that the model knows. */
  vocabulary: number | null;
  /** Nats a token, of the checkpoint that told: with another vocabulary a token is another piece of text. */
  evalLoss: number | null;
}

export function shapeOf(
  { run, metrics }: ReportedRun,
  { story, instruct }: { story: Graded | null; instruct: Graded | null },
): Shape {
  const { teller } = (story ?? instruct)!.grading.file;
  const { config = null } = run?.model ?? {};
  const split = run && splitOf(run);
  return {
    hidden: config?.hidden ?? null,
    layers: config?.layers ?? null,
    parameters: teller.parameters ?? split?.total ?? null,
    blocks: split ? split.attention + split.mlp + split.norms : null,
    vocabulary: config?.vocab ?? null,
    evalLoss: teller.valLoss ?? lossAt(teller, metrics),
  };
}

function lossAt({ step }: TellerRecord, metrics: ReportedRun['metrics']): number | null {
  return metrics.find((line) => line.step === step)?.valLoss ?? null;
}

/** Null for a document that does not say; the run file is checked for its hash, not for what is in it. */
function splitOf({ model }: RunFile): ReturnType<typeof countParameters> | null {
  try {
    return countParameters(model.document);
  } catch {
    return null;
  }
}
