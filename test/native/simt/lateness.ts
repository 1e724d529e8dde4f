/** When the streams of native/simt do their work, failures on demand, and what they were asked for meanwhile. */
import { loadAddon } from '../../../lib/runtime/native.ts';

interface Simulator {
  /** `failing`: the launch that fails, counted from 1. */
  simulate(options?: { order?: string; threads?: number; late?: 'all' | 'kernels'; failing?: number }): {
    launches: number;
    mma: number;
    /** Copies to the device that were asked for while another stream had something to do. */
    ahead: number;
  };
}

/** How kernels run from now on; without an option as they usually do. */
export const simulate: Simulator['simulate'] = (options) =>
  (loadAddon() as unknown as Simulator).simulate(options);
