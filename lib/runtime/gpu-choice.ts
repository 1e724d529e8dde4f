/** Which GPU a wish means, and why none can be used: from what the CUDA backend says and what lies around it. */
import type { BackendInfo, DeviceInfo } from './addon.ts';
import { DeviceError } from './errors.ts';

/** What the reasons are made from, besides what the backend says. */
export interface Surroundings {
  platform: NodeJS.Platform;
  /** Whether the CUDA library lies beside the addon, and whether a CUDA compiler was found that could build it. */
  built: boolean;
  compiler: boolean;
  /** The command that builds native/ here. */
  build: string;
  /** Value of CUDA_VISIBLE_DEVICES. */
  visible: string | undefined;
}

/** The oldest compute capability that the kernels are made for: Ampere. */
const LEAST_CAPABILITY = 8;

/** Why this GPU cannot be used, and what to do; null: it can. */
export function gpuProblem({ capability }: DeviceInfo): string | null {
  if (Number.parseFloat(capability) >= LEAST_CAPABILITY) return null;
  return `it has compute capability ${capability}, and 8.0 (Ampere) or newer is needed; choose another device`;
}

/** Why no GPU can be used, and what to do; null: one can. */
export function noGpuReason({ devices, reason }: BackendInfo, around: Surroundings): string | null {
  if (devices.some((gpu) => gpuProblem(gpu) === null)) return null;
  const [first] = devices;
  if (first) return `${first.name} cannot be used: ${gpuProblem(first)}`;
  const { platform, built, compiler, build, visible } = around;
  if (platform !== 'linux') return `the CUDA backend is for Linux alone, and this is ${platform}`;
  if (!built) {
    return compiler
      ? `the CUDA backend is not built, though nvcc is here: run \`${build}\``
      : `the CUDA backend is not built: nvcc was not found; install the CUDA toolkit, then run \`${build}\``;
  }
  if (/no NVIDIA driver/.test(reason)) {
    return `${reason}; install one, or start the container with its GPUs (docker run --gpus all)`;
  }
  if (/shows no GPU/.test(reason)) {
    return visible === undefined
      ? 'the NVIDIA driver shows no GPU to this process; see what `nvidia-smi` says'
      : `CUDA_VISIBLE_DEVICES=${JSON.stringify(visible)} hides the GPUs from this process; unset it, or name one`;
  }
  return reason || 'the CUDA backend names no GPU and no reason';
}

/**
 * The number of the GPU that `cuda` (the first that can be used) or `cuda:N` means.
 * @throws DeviceError when there is none, or it cannot be used.
 */
export function chooseGpu(wish: string, info: BackendInfo, around: Surroundings): number {
  const none = noGpuReason(info, around);
  if (none !== null) {
    throw new DeviceError(`device ${wish}: ${none}; the device cpu does the same, slower`);
  }
  const { devices } = info;
  if (wish === 'cuda') return devices.findIndex((gpu) => gpuProblem(gpu) === null);
  const index = Number(wish.slice('cuda:'.length));
  const gpu = devices[index];
  if (!gpu) {
    const there = devices.map(({ name }, i) => `cuda:${i} (${name})`).join(', ');
    throw new DeviceError(`device ${wish}: there is no such GPU; this process sees ${there}`);
  }
  const problem = gpuProblem(gpu);
  if (problem !== null) throw new DeviceError(`device ${wish}: ${gpu.name} cannot be used: ${problem}`);
  return index;
}
