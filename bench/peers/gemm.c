// A library's matrix product, timed: the peer of our linear layers. Reads one request a line, answers with one line,
// as bench/contender.mjs expects. Compiled with -DPEER_OPENBLAS -lopenblas or -DPEER_ONEDNN -ldnnl.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#if defined(PEER_OPENBLAS)
#include <cblas.h>
#elif defined(PEER_ONEDNN)
#include <dnnl.h>
#else
#error "define PEER_OPENBLAS or PEER_ONEDNN"
#endif

enum { MOST = 2000 };

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static float* numbers(size_t count) {
  float* x = aligned_alloc(64, (count * sizeof(float) + 63) / 64 * 64);
  if (!x) return NULL;
  for (size_t i = 0; i < count; i++) x[i] = (float)(i * 7919 % 8191) / 8191.0f - 0.5f;
  return x;
}

// c[m, n] = a b, row by row; a is stored [k, m] when `ta`, b [n, k] when `tb`.
static void multiply(int m, int n, int k, int ta, int tb, const float* a, const float* b, float* c) {
  const int lda = ta ? m : k, ldb = tb ? k : n;
#if defined(PEER_OPENBLAS)
  cblas_sgemm(CblasRowMajor, ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans, m, n, k, 1.0f, a, lda, b,
              ldb, 0.0f, c, n);
#else
  dnnl_sgemm(ta ? 'T' : 'N', tb ? 'T' : 'N', m, n, k, 1.0f, a, lda, b, ldb, 0.0f, c, n);
#endif
}

static void about(void) {
#if defined(PEER_OPENBLAS)
  printf("{\"version\":\"%s\"}\n", openblas_get_config());
#else
  const dnnl_version_t* v = dnnl_version();
  printf("{\"version\":\"oneDNN %d.%d.%d\"}\n", v->major, v->minor, v->patch);
#endif
}

int main(void) {
  static double times[MOST];
  char line[256];
  int kept[5] = {0};
  float *a = NULL, *b = NULL, *c = NULL;
  while (fgets(line, sizeof line, stdin)) {
    int m, n, k, ta, tb;
    double seconds;
    if (sscanf(line, "{\"m\":%d,\"n\":%d,\"k\":%d,\"ta\":%d,\"tb\":%d,\"do\":\"run\",\"seconds\":%lf}", &m, &n, &k, &ta,
               &tb, &seconds) != 6) {
      about();
      fflush(stdout);
      continue;
    }
    const int wanted[5] = {m, n, k, ta, tb};
    int same = a != NULL;
    for (int i = 0; i < 5; i++) {
      same = same && kept[i] == wanted[i];
      kept[i] = wanted[i];
    }
    if (!same) {
      free(a);
      free(b);
      free(c);
      a = numbers((size_t)m * k);
      b = numbers((size_t)k * n);
      c = numbers((size_t)m * n);
      if (!a || !b || !c) {
        printf("{\"error\":\"no memory\"}\n");
        fflush(stdout);
        return 1;
      }
      multiply(m, n, k, ta, tb, a, b, c);
    }
    int count = 0;
    for (const double end = now() + seconds; count < MOST && (count < 2 || now() < end); count++) {
      const double began = now();
      multiply(m, n, k, ta, tb, a, b, c);
      times[count] = now() - began;
    }
    printf("{\"times\":[");
    for (int i = 0; i < count; i++) printf("%s%.9f", i ? "," : "", times[i]);
    printf("]}\n");
    fflush(stdout);
  }
  return 0;
}
