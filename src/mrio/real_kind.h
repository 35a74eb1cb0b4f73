/* real_kind.h - the functions of one kind of numbers: included once for each, with REAL,
 * KIND(name), BLAS(name) and LAPACK(name) defined */

static double KIND(largest)(size_t n, const void *values)
{
    const REAL *value = values;
    REAL largest = 0;
    for (size_t i = 0; i < n; i++) {
        const REAL size = value[i] < 0 ? -value[i] : value[i];
        largest = size > largest ? size : largest;
    }
    return (double)largest;
}

static double KIND(value)(const void *values, size_t at)
{
    return (double)((const REAL *)values)[at];
}

static void KIND(store)(void *values, size_t at, size_t n, const double *row)
{
    REAL *value = (REAL *)values + at;
    for (size_t i = 0; i < n; i++)
        value[i] = (REAL)row[i];
}

/* A zero pivot is seen afterwards, on the diagonal. */
static void KIND(panel)(int n, int rows, int wide, void *panel, int32_t *pivot)
{
    (void)LAPACK(getrf_work)(LAPACK_COL_MAJOR, rows, wide, panel, n, pivot);
}

static void KIND(swaps)(int n, int wide, void *C, int from, int to, const int32_t *pivot)
{
    (void)LAPACK(laswp_work)(LAPACK_COL_MAJOR, wide, C, n, from, to, pivot, 1);
}

static void KIND(lower)(int n, int size, int wide, const void *L, void *C)
{
    BLAS(trsm)
    (CblasColMajor, CblasLeft, CblasLower, CblasNoTrans, CblasUnit, size, wide, 1, L, n,
     C, n);
}

static void KIND(update)(int n, int rows, int wide, int depth, const void *A,
                         const void *B, void *C)
{
    BLAS(gemm)
    (CblasColMajor, CblasNoTrans, CblasNoTrans, rows, wide, depth, -1, A, n, B, n, 1, C,
     n);
}

static void KIND(triangle)(int n, CBLAS_UPLO uplo, bool transposed, CBLAS_DIAG diagonal,
                           int wide, const void *M, void *X)
{
    const CBLAS_TRANSPOSE way = transposed ? CblasTrans : CblasNoTrans;
    if (wide == 1)
        BLAS(trsv)(CblasRowMajor, uplo, way, diagonal, n, M, n, X, 1);
    else
        BLAS(trsm)
    (CblasRowMajor, CblasLeft, uplo, way, diagonal, n, wide, 1, M, n, X, wide);
}

static void KIND(by_upper)(int n, bool transposed, int wide, const void *M, void *X)
{
    KIND(triangle)(n, CblasLower, transposed, CblasNonUnit, wide, M, X);
}

static void KIND(by_lower)(int n, bool transposed, int wide, const void *M, void *X)
{
    KIND(triangle)(n, CblasUpper, transposed, CblasUnit, wide, M, X);
}

static void KIND(swap)(int wide, void *X, size_t a, size_t b)
{
    if (a != b)
        BLAS(swap)
    (wide, (REAL *)X + a * (size_t)wide, 1, (REAL *)X + b * (size_t)wide, 1);
}

static void KIND(put)(int wide, void *X, size_t i, const double *row, double scale,
                      const double *factor)
{
    REAL *x = (REAL *)X + i * (size_t)wide;
    for (int k = 0; k < wide; k++)
        x[k] = (REAL)(row[k] * scale * factor[k]);
}

static void KIND(get)(int wide, const void *X, size_t i, double *row, double scale,
                      const double *factor)
{
    const REAL *x = (const REAL *)X + i * (size_t)wide;
    for (int k = 0; k < wide; k++)
        row[k] = (double)x[k] * scale * factor[k];
}
