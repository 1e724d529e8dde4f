import { afterEach, describe, expect, test } from '@jest/globals';
import type { BackendInfo, DeviceInfo } from '../../lib/runtime/addon.ts';
import {
  type Device,
  isDevice,
  listDevices,
  resolveDevice,
  resolvePlace,
} from '../../lib/runtime/devices.ts';
import { DeviceError, InvalidArgumentError } from '../../lib/runtime/errors.ts';
import { chooseGpu, gpuProblem, noGpuReason, type Surroundings } from '../../lib/runtime/gpu-choice.ts';
import { loadAddon } from '../../lib/runtime/native.ts';

const gpu = (name: string, capability: string): DeviceInfo => ({
  name,
  capability,
  memory: 80e9,
  available: 79e9,
  processors: 132,
});
const old = gpu('Quadro P4000', '6.1');
const hopper = gpu('NVIDIA H100 80GB HBM3', '9.0');
const blackwell = gpu('NVIDIA GeForce RTX 5090', '12.0');
const sees = (...devices: DeviceInfo[]): BackendInfo => ({ backend: 'cuda', devices, reason: '' });
const none = (reason: string): BackendInfo => ({ backend: 'cuda', devices: [], reason });
const here: Surroundings = {
  platform: 'linux',
  built: true,
  compiler: true,
  build: 'npm run build:native',
  visible: undefined,
};

describe('why no GPU can be used', () => {
  const cases: [string, BackendInfo, Partial<Surroundings>, RegExp][] = [
    [
      'not built, no compiler',
      none('libtinystories_cuda.so: cannot open shared object file'),
      { built: false, compiler: false },
      /not built: nvcc was not found; install the CUDA toolkit, then run `npm run build:native`$/,
    ],
    [
      'not built, though it could be',
      none('libtinystories_cuda.so: cannot open shared object file'),
      { built: false },
      /not built, though nvcc is here: run `npm run build:native`$/,
    ],
    ['no driver', none('no NVIDIA driver is installed'), {}, /no NVIDIA driver is installed; install one/],
    [
      'hidden',
      none('the NVIDIA driver shows no GPU (is CUDA_VISIBLE_DEVICES set to hide it?)'),
      { visible: '' },
      /^CUDA_VISIBLE_DEVICES="" hides the GPUs from this process; unset it/,
    ],
    [
      'none there, and none hidden',
      none('the NVIDIA driver shows no GPU (is CUDA_VISIBLE_DEVICES set to hide it?)'),
      {},
      /^the NVIDIA driver shows no GPU to this process; see what `nvidia-smi` says$/,
    ],
    [
      'driver too old',
      none('the NVIDIA driver supports CUDA 12.2, this library needs 13.0; install a newer driver'),
      {},
      /supports CUDA 12\.2, this library needs 13\.0; install a newer driver$/,
    ],
    ['GPU too old', sees(old), {}, /^Quadro P4000 cannot be used: .*capability 6\.1, and 8\.0 .* is needed/],
    ['another system', none(''), { platform: 'darwin' }, /for Linux alone, and this is darwin$/],
  ];
  test.each(cases)('%s', (_name, info, around, expected) => {
    expect(noGpuReason(info, { ...here, ...around })).toMatch(expected);
    const choosing = () => chooseGpu('cuda', info, { ...here, ...around });
    expect(choosing).toThrow(DeviceError);
    expect(choosing).toThrow(/^device cuda: .*; the device cpu does the same, slower$/);
  });

  test('one that can be used is enough', () => {
    expect(noGpuReason(sees(old, hopper), here)).toBeNull();
  });
});

describe('which GPU', () => {
  test('`cuda` is the first that can be used', () => {
    expect(chooseGpu('cuda', sees(old, hopper, blackwell), here)).toBe(1);
    expect(chooseGpu('cuda', sees(blackwell), here)).toBe(0);
  });

  test('`cuda:N` is that one or none', () => {
    expect(chooseGpu('cuda:2', sees(old, hopper, blackwell), here)).toBe(2);
    expect(() => chooseGpu('cuda:0', sees(old, hopper), here)).toThrow(/Quadro P4000 cannot be used.*6\.1/);
    expect(() => chooseGpu('cuda:7', sees(old, hopper), here)).toThrow(
      'device cuda:7: there is no such GPU; this process sees cuda:0 (Quadro P4000), cuda:1 (NVIDIA H100 80GB HBM3)',
    );
  });

  test('capabilities are numbers, not words', () => {
    expect([old, hopper, blackwell].map((one) => gpuProblem(one) === null)).toEqual([false, true, true]);
  });
});

describe('on this machine', () => {
  const { TINYSTORIES_DEVICE } = process.env;
  afterEach(() => {
    process.env.TINYSTORIES_DEVICE = TINYSTORIES_DEVICE;
  });

  test('TINYSTORIES_DEVICE is what `auto` means, and nothing else', () => {
    process.env.TINYSTORIES_DEVICE = 'cuda:999';
    expect(() => resolveDevice()).toThrow(/^device cuda:999: /);
    expect(() => resolveDevice({ device: 'auto' })).toThrow(DeviceError);
    expect(resolveDevice({ device: 'cpu' }).id).toBe('cpu');
    expect(listDevices().auto).toBeNull();
    process.env.TINYSTORIES_DEVICE = 'gpu';
    expect(() => resolveDevice()).toThrow(
      /^TINYSTORIES_DEVICE: expected auto, cpu, cuda or cuda:N, got "gpu"/,
    );
    process.env.TINYSTORIES_DEVICE = '';
    expect(resolveDevice().id).toBe(listDevices().auto);
  });

  test('the CPU is there, computes in float32, and is what a wish for nothing gives', () => {
    const { cpu } = loadAddon().machine();
    const chosen = { backend: 'cpu', device: 0, compute: 'float32', id: 'cpu', name: cpu };
    expect(resolveDevice({ device: 'cpu' })).toEqual(chosen);
    expect(resolveDevice({ device: 'cpu', compute: 'float32' })).toEqual(chosen);
    const { devices, auto, noGpu } = listDevices();
    expect(devices[0]).toMatchObject({ id: 'cpu', name: cpu, problem: null });
    expect(resolveDevice()).toMatchObject({ id: auto });
    expect(noGpu === null).toBe(devices.some(({ id, problem }) => id !== 'cpu' && problem === null));
  });

  test('a GPU is given where `listDevices` says so, and refused with its reason elsewhere', () => {
    const { noGpu } = listDevices();
    if (noGpu === null) {
      expect(resolveDevice({ device: 'cuda' })).toMatchObject({ backend: 'cuda', compute: 'bf16' });
      expect(resolveDevice({ device: 'cuda', compute: 'float32' })).toMatchObject({ compute: 'float32' });
    } else {
      expect(() => resolveDevice({ device: 'cuda' })).toThrow(`device cuda: ${noGpu}`);
    }
    expect(() => resolveDevice({ device: 'cuda:999' })).toThrow(DeviceError);
  });

  test('a model takes a wish or what was chosen, the CPU unless something is said', () => {
    const cpu = resolveDevice({ device: 'cpu' });
    for (const device of [undefined, 'cpu', cpu] as const) expect(resolvePlace({ device })).toEqual(cpu);
    expect(resolvePlace({ device: 'auto' })).toEqual(resolveDevice());
    const simt = resolveDevice({ device: 'simt' });
    expect(resolvePlace({ device: simt })).toEqual(simt);
    expect(resolvePlace({ device: simt, compute: 'float32' })).toEqual({ ...simt, compute: 'float32' });
    expect(() => resolvePlace({ device: cpu, compute: 'bf16' })).toThrow(/float32 on the CPU/);
    const broken = { ...cpu, backend: 'gpu' } as unknown as typeof cpu;
    expect(() => resolvePlace({ device: broken })).toThrow(/^device: expected auto, .*resolveDevice gave/);
  });

  test('the kernels on the CPU, for tests', () => {
    expect(resolveDevice({ device: 'simt' })).toMatchObject({ backend: 'simt', compute: 'bf16' });
    expect(listDevices().devices.map(({ id }) => id)).not.toContain('simt');
  });

  test.each(['gpu', 'CUDA', 'cuda:', 'cuda:-1', 'cuda:x', '', 0, null])('%j is no device', (device) => {
    expect(isDevice(device)).toBe(false);
    expect(() => resolveDevice({ device: device as Device })).toThrow(/^device: expected auto, cpu, cuda or/);
  });

  test('the CPU refuses bf16, and everything refuses other kinds', () => {
    expect(() => resolveDevice({ device: 'cpu', compute: 'bf16' })).toThrow(/float32 on the CPU/);
    expect(() => resolveDevice({ device: 'cpu', compute: 'fp16' as 'bf16' })).toThrow(InvalidArgumentError);
  });
});
