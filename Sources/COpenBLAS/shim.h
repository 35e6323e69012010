#include <cblas.h>

/// LAPACK's symmetric eigensolver; the symbol is inside OpenBLAS, its header is not in Debian's package.
void dsyev_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w, double *work,
            const int *lwork, int *info, long jobzLength, long uploLength);

/// What OpenBLAS itself calls before a fork; builds without threads do not have it.
void blas_thread_shutdown_(void) __attribute__((weak));

/// Ends the threads that OpenBLAS starts when it is loaded.
static inline void end_blas_threads(void) {
    if (blas_thread_shutdown_) blas_thread_shutdown_();
}
