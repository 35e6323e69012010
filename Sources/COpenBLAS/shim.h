#include <cblas.h>

/// LAPACK's symmetric eigensolver; the symbol is inside OpenBLAS, its header is not in Debian's package.
void dsyev_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w, double *work,
            const int *lwork, int *info, long jobzLength, long uploLength);
