/* rows_kernel.h - the body of a kernel of rows.h; included once for each width of vectors
 * with LANES, TARGET (attributes of its functions) and KERNEL(name)
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
            const double kg = (double)point[i].mass / HG_MASS_PER_KG;
            const KERNEL(vector) *const of = (const KERNEL(
                vector) *)(row + (size_t)point[i].industry * n_vector * LANES);
#pragma GCC unroll 8
            for (unsigned v = 0; v < n_vector; v++)
                sum[v] += kg * of[v];
        }
        KERNEL(vector) *const out =
            (KERNEL(vector) *)(to->kg + to->place[cell - to->first] * to->stride);
#pragma GCC unroll 8
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
#pragma GCC unroll 8
            for (unsigned v = 0; v < n_vector; v++)
                sum[v] = out[v];
        for (uint32_t c = 0; c < panel->n_column; c++) {
            const double weight = panel->weight[c * panel->n_cell + i];
            const KERNEL(vector) *const of =
                (const KERNEL(vector) *)(row + (size_t)c * n_vector * LANES);
#pragma GCC unroll 8
            for (unsigned v = 0; v < n_vector; v++)
                sum[v] += weight * of[v];
        }
#pragma GCC unroll 8
        for (unsigned v = 0; v < n_vector; v++)
            out[v] = sum[v];
    }
}

/* n_vector as a constant: sums stay in registers. */
#define FOR_EACH_COUNT(call)                                                             \
    switch (n_vector) {                                                                  \
    case 1:                                                                              \
        call(1);                                                                         \
        break;                                                                           \
    case 2:                                                                              \
        call(2);                                                                         \
        break;                                                                           \
    case 3:                                                                              \
        call(3);                                                                         \
        break;                                                                           \
    case 4:                                                                              \
        call(4);                                                                         \
        break;                                                                           \
    case 5:                                                                              \
        call(5);                                                                         \
        break;                                                                           \
    case 6:                                                                              \
        call(6);                                                                         \
        break;                                                                           \
    case 7:                                                                              \
        call(7);                                                                         \
        break;                                                                           \
    default:                                                                             \
        call(8);                                                                         \
        break;                                                                           \
    }

TARGET static void KERNEL(points)(const struct hg_point_mass *point, size_t n,
                                  const double *row, unsigned n_vector,
                                  const struct sums *to){
#define CALL(count) KERNEL(points_of)(point, n, row, count, to)
    FOR_EACH_COUNT(CALL)
#undef CALL
}

TARGET static void KERNEL(panel)(const struct panel_run *run, const double *row,
                                 unsigned n_vector, const struct sums *to)
{
#define CALL(count) KERNEL(panel_of)(run, row, count, to)
    FOR_EACH_COUNT(CALL)
#undef CALL
}

#undef FOR_EACH_COUNT
#undef LANES
#undef TARGET
#undef KERNEL
