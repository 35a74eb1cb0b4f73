/* rows_kernel.h - the body of a kernel of rows.h; included once for each width of vectors
 * with LANES, TARGET (attributes of its functions), KERNEL(name) and WIDEN(mass), a
 * vector of copies of a mass as doubles
 */

typedef double KERNEL(vector) __attribute__((vector_size(LANES * 8), aligned(8)));

TARGET static inline __attribute__((always_inline)) void
KERNEL(points_of)(const struct hg_point_mass *point, size_t n, const double *row,
                  const unsigned n_vector, const struct sums *to)
{
    for (size_t i = 0; i < n;) {
        const uint32_t cell = point[i].cell;
        KERNEL(vector) sum[MOST_VECTORS] = {0};
        for (; i < n && point[i].cell == cell; i++) {
            if (point[i].mass == 0) /* what has no mass may have no destination (NaN) */
                continue;
            const KERNEL(vector) mass = WIDEN(point[i].mass);
            const KERNEL(vector) *const of = (const KERNEL(
                vector) *)(row + (size_t)point[i].industry * n_vector * LANES);
#pragma GCC unroll 14
            for (unsigned v = 0; v < n_vector; v++)
                sum[v] += mass * of[v];
        }
        KERNEL(vector) *const out =
            (KERNEL(vector) *)(to->kg + to->place[cell - to->first] * to->stride);
#pragma GCC unroll 14
        for (unsigned v = 0; v < n_vector; v++)
            out[v] = sum[v];
    }
}

TARGET static inline __attribute__((always_inline)) void
KERNEL(panel_of)(const struct panel_run *run, const double *row, const unsigned n_vector,
                 const struct sums *to)
{
    const struct hg_panel *const panel = run->panel;
    for (size_t i = run->from; i < run->from + run->n; i++) {
        const uint64_t at = panel->cell[i] - to->first;
        KERNEL(vector) *const out =
            (KERNEL(vector) *)(to->kg + to->place[at] * to->stride);
        KERNEL(vector) sum[MOST_VECTORS] = {0};
        if (run->owner[at] != run->self)
#pragma GCC unroll 14
            for (unsigned v = 0; v < n_vector; v++)
                sum[v] = out[v];
        for (uint32_t c = 0; c < panel->n_column; c++) {
            const double weight = panel->weight[c * panel->n_cell + i];
            const KERNEL(vector) *const of =
                (const KERNEL(vector) *)(row + (size_t)c * n_vector * LANES);
#pragma GCC unroll 14
            for (unsigned v = 0; v < n_vector; v++)
                sum[v] += weight * of[v];
        }
#pragma GCC unroll 14
        for (unsigned v = 0; v < n_vector; v++)
            out[v] = sum[v];
    }
}

/* n_vector as a constant: sums stay in registers, of which there are 32 of 8 lanes. */
#define CASE(n, call)                                                                    \
    case n:                                                                              \
        call(n);                                                                         \
        break;
#define CASES_TO_7(call)                                                                 \
    CASE(1, call)                                                                        \
    CASE(2, call)                                                                        \
    CASE(3, call)                                                                        \
    CASE(4, call)                                                                        \
    CASE(5, call)                                                                        \
    CASE(6, call)                                                                        \
    CASE(7, call)
#if LANES == 8
#define CASES(call)                                                                      \
    CASES_TO_7(call)                                                                     \
    CASE(8, call)                                                                        \
    CASE(9, call)                                                                        \
    CASE(10, call)                                                                       \
    CASE(11, call)                                                                       \
    CASE(12, call)                                                                       \
    CASE(13, call)                                                                       \
    default:                                                                             \
        call(14);
#else
#define CASES(call)                                                                      \
    CASES_TO_7(call)                                                                     \
    default:                                                                             \
        call(8);
#endif

TARGET static void KERNEL(points)(const struct hg_point_mass *point, size_t n,
                                  const double *row, unsigned n_vector,
                                  const struct sums *to)
{
#define CALL(count) KERNEL(points_of)(point, n, row, count, to)
    switch (n_vector) {
        CASES(CALL)
    }
#undef CALL
}

TARGET static void KERNEL(panel)(const struct panel_run *run, const double *row,
                                 unsigned n_vector, const struct sums *to)
{
#define CALL(count) KERNEL(panel_of)(run, row, count, to)
    switch (n_vector) {
        CASES(CALL)
    }
#undef CALL
}

#undef CASES
#undef CASES_TO_7
#undef CASE
#undef LANES
#undef WIDEN
#undef TARGET
#undef KERNEL
