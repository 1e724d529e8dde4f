/** Where a model computes: what a caller may wish for, and what this machine has. */
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { BackendInfo, BackendName, Compute, Place } from './addon.ts';
import { checkOptions, type OptionNames } from './arguments.ts';
import { DeviceError, InvalidArgumentError } from './errors.ts';
import { chooseGpu, gpuProblem, noGpuReason, type Surroundings } from './gpu-choice.ts';
import { addonPath, buildCommand, loadAddon } from './native.ts';

/**
 * `cuda` is the first GPU that can be used. `simt`, the CUDA kernels on the CPU, is for tests of this package (docs/simt.md):
 * no message and no list offers it.
 */
export type Device = 'auto' | 'cpu' | 'cuda' | `cuda:${number}` | 'simt';

export const COMPUTES: readonly Compute[] = ['float32', 'bf16'];
const BACKENDS: readonly BackendName[] = ['cpu', 'cuda', 'simt'];
const NAMES = 'auto, cpu, cuda or cuda:N';
const KNOWN: OptionNames<DeviceWish> = { device: true, compute: true };

export interface DeviceWish {
  /**
   * Default `auto`: what the environment variable TINYSTORIES_DEVICE names, else a GPU where one can be used, else the
   * CPU.
   */
  device?: Device | undefined;
  /** Default `bf16` on a GPU, and `float32` on the CPU, which computes in nothing else. */
  compute?: Compute | undefined;
}

/** A wish as `resolveDevice` takes it, or the device that it gave. */
export interface PlaceWish extends Omit<DeviceWish, 'device'> {
  /** Default: the CPU. `auto` means what it means to `resolveDevice`. */
  device?: Device | ChosenDevice | undefined;
}

/** A device that was chosen, with all that a report says of it. */
export interface ChosenDevice extends Place {
  /** What to wish for to get this one again. */
  id: 'cpu' | `cuda:${number}` | 'simt';
  name: string;
}

export interface ListedDevice {
  id: ChosenDevice['id'];
  name: string;
  /** Bytes of a GPU's own memory, in all and free; 0 for the CPU. */
  memory: number;
  available: number;
  /** Compute capability of a GPU; null for the CPU. */
  capability: string | null;
  /** Why it cannot be used, and what to do; null: it can. */
  problem: string | null;
}

export interface DeviceList {
  /** The CPU first. */
  devices: ListedDevice[];
  /** Why no GPU can be used, and what to do; null: one can. */
  noGpu: string | null;
  /** What `auto` chooses here; null: TINYSTORIES_DEVICE names one that cannot be used. */
  auto: ChosenDevice['id'] | null;
}

/**
 * Everything that this process could compute on. It asks the GPUs, which takes some memory on each.
 * @throws AddonError when the addon cannot be loaded.
 */
export function listDevices(): DeviceList {
  const { devices: gpus, ...cuda } = cudaBackend();
  const cpu: ListedDevice = {
    id: 'cpu',
    name: loadAddon().machine().cpu,
    memory: 0,
    available: 0,
    capability: null,
    problem: null,
  };
  const listed = gpus.map((gpu, i): ListedDevice => {
    const { name, memory, available, capability } = gpu;
    return { id: `cuda:${i}`, name, memory, available, capability, problem: gpuProblem(gpu) };
  });
  return {
    devices: [cpu, ...listed],
    noGpu: noGpuReason({ devices: gpus, ...cuda }, surroundings()),
    auto: autoDevice(),
  };
}

/**
 * The device that a wish means on this machine.
 * @throws InvalidArgumentError for what is no device, for bf16 on the CPU, and for options that there are not; DeviceError when a GPU is asked for
 * that cannot be used, saying why and what to do; AddonError.
 */
export function resolveDevice(wish: DeviceWish = {}): ChosenDevice {
  checkOptions('resolveDevice', wish, KNOWN);
  const { compute } = wish;
  const named = checked('device', wish.device);
  const device =
    named === 'auto' ? checked('TINYSTORIES_DEVICE', process.env.TINYSTORIES_DEVICE || undefined) : named;
  if (compute !== undefined && !COMPUTES.includes(compute)) {
    throw new InvalidArgumentError('compute', COMPUTES.join(' or '), compute);
  }
  // Asking GPUs what they are takes memory on each, so they are left alone where nobody wants one.
  if (device === 'cpu') return cpu(compute);
  if (device === 'simt') {
    return {
      backend: 'simt',
      device: 0,
      compute: compute ?? 'bf16',
      id: 'simt',
      name: 'CUDA kernels on the CPU',
    };
  }
  const backend = cudaBackend();
  const around = surroundings();
  if (device === 'auto' && noGpuReason(backend, around) !== null) return cpu(compute);
  const index = chooseGpu(device === 'auto' ? 'cuda' : device, backend, around);
  const { name } = backend.devices[index]!;
  return { backend: 'cuda', device: index, compute: compute ?? 'bf16', id: `cuda:${index}`, name };
}

/**
 * Where a model is to live.
 * @throws as `resolveDevice`
 */
export function resolvePlace({ device = 'cpu', compute }: PlaceWish): ChosenDevice {
  if (typeof device !== 'object' || device === null) return resolveDevice({ device, compute });
  const { backend, device: index, compute: computesIn, id } = device;
  const fits = BACKENDS.includes(backend) && Number.isSafeInteger(index) && COMPUTES.includes(computesIn);
  if (!fits) throw new InvalidArgumentError('device', `${NAMES}, or what resolveDevice gave`, device);
  return compute === undefined || compute === computesIn ? device : resolveDevice({ device: id, compute });
}

/** Whether a value is one that may be wished for; the device need not be there. */
export function isDevice(value: unknown): value is Device {
  return typeof value === 'string' && /^(auto|cpu|simt|cuda(:\d{1,3})?)$/.test(value);
}

function checked(what: string, device: string | undefined): Device {
  if (device === undefined) return 'auto';
  if (!isDevice(device)) throw new InvalidArgumentError(what, NAMES, device);
  return device;
}

/** What `auto` chooses; null: what TINYSTORIES_DEVICE names is not there. */
function autoDevice(): ChosenDevice['id'] | null {
  try {
    return resolveDevice().id;
  } catch (error) {
    if (error instanceof DeviceError) return null;
    throw error;
  }
}

function cpu(compute: Compute = 'float32'): ChosenDevice {
  if (compute !== 'float32') {
    throw new InvalidArgumentError(
      'compute',
      'float32 on the CPU, which computes in nothing else (leave it out, and each device has its own)',
      compute,
    );
  }
  return { backend: 'cpu', device: 0, compute, id: 'cpu', name: loadAddon().machine().cpu };
}

function cudaBackend(): BackendInfo {
  const found = loadAddon()
    .backends()
    .find(({ backend }) => backend === 'cuda');
  return found ?? { backend: 'cuda', devices: [], reason: '' };
}

function surroundings(): Surroundings {
  const { env, platform } = process;
  const toolkits = [env.CUDA_PATH, env.CUDA_HOME, '/usr/local/cuda', '/opt/cuda'];
  const folders = [
    ...(env.PATH ?? '').split(delimiter),
    ...toolkits.flatMap((root) => (root ? [join(root, 'bin')] : [])),
  ];
  return {
    platform,
    built: existsSync(join(dirname(addonPath()), 'libtinystories_cuda.so')),
    compiler: folders.some((folder) => existsSync(join(folder, 'nvcc'))),
    build: buildCommand(),
    visible: env.CUDA_VISIBLE_DEVICES,
  };
}
