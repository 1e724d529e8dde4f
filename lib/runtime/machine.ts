import type { MachineInfo } from './addon.ts';
import { loadAddon } from './native.ts';

/**
 * What the addon found: CPU, instruction-set levels, threads, compiler. Loads the addon.
 * @throws AddonError when it cannot be loaded.
 */
export function machine(): MachineInfo {
  return loadAddon().machine();
}
