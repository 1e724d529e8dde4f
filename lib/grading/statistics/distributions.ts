/** The normal, Student's and Fisher's distributions, as far as intervals and tests need them. */

/** P(Z ≤ z), to about 1e-15 where it is not tiny, by the incomplete gamma function's continued fraction and series. */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  const tail = 0.5 * upperGammaHalf((z * z) / 2);
  return z > 0 ? 1 - tail : tail;
}

/** The z below which a share `p` of the normal distribution lies. */
export function normalQuantile(p: number): number {
  return quantile(p, normalCdf);
}

/** P(T ≤ t) of Student's distribution. */
export function studentCdf(t: number, freedom: number): number {
  const tail = 0.5 * incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
  return t > 0 ? 1 - tail : tail;
}

/** The t below which a share `p` of Student's distribution lies. */
export function studentQuantile(p: number, freedom: number): number {
  return quantile(p, (t) => studentCdf(t, freedom));
}

/** P(F ≥ f) of Fisher's distribution: the p-value of an analysis of variance. */
export function fisherTail(f: number, between: number, within: number): number {
  if (!(f > 0)) return 1;
  return incompleteBeta(within / (within + between * f), within / 2, between / 2);
}

/** By halving; the distribution is symmetric about 0. */
function quantile(p: number, cdf: (x: number) => number): number {
  if (!(p > 0 && p < 1))
    return p === 0 ? Number.NEGATIVE_INFINITY : p === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  if (p === 0.5) return 0;
  if (p > 0.5) return -quantile(1 - p, cdf);
  let low = -1;
  while (cdf(low) > p && low > -1e300) low *= 2;
  let high = 0;
  for (let i = 0; i < 200 && high - low > 1e-14 * Math.abs(low); i++) {
    const middle = (low + high) / 2;
    if (cdf(middle) > p) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

/** Q(1/2, x) = erfc(√x). */
function upperGammaHalf(x: number): number {
  if (x === 0) return 1;
  const front = Math.exp(-x) * Math.sqrt(x / Math.PI);
  if (x < 2) {
    // erf as a series of positive terms: nothing cancels.
    let term = 2;
    let sum = term;
    for (let n = 1; n < 200 && term > sum * 1e-17; n++) {
      term *= x / (n + 0.5);
      sum += term;
    }
    return 1 - front * sum;
  }
  let b = x + 0.5;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 500; n++) {
    const a = -n * (n - 0.5);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    const step = c * d;
    h *= step;
    if (Math.abs(step - 1) < 1e-16) break;
  }
  return front * h;
}

/** I_x(a, b), by Lentz's continued fraction (Numerical Recipes 6.4). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x));
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, a, b)) / a
    : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const safe = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / safe(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m < 1000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / safe(1 + even * d);
    c = safe(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / safe(1 + odd * d);
    c = safe(1 + odd / c);
    const step = d * c;
    h *= step;
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return h;
}

const LANCZOS: readonly number[] = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** For positive arguments. */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  const t = z + 7.5;
  const series = LANCZOS.reduce((sum, c, i) => sum + (i === 0 ? c : c / (z + i)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(series);
}
