/* strip.h - forms in all cells of some rows, those without emissions too */
#ifndef HG_TEST_STRIP_H
#define HG_TEST_STRIP_H

#include <hotgrid/attribute.h>
#include <stdlib.h>

/* Rows first .. end - 1: out is [(cell - first * ncol) * n_form + form], overwritten. */
static inline void fill_strip(const struct hg_forms *forms, size_t n_form, uint32_t ncol,
                              uint32_t first, uint32_t end, double *out)
{
    const size_t stride = hg_forms_stride(n_form), n_cell = (size_t)(end - first) * ncol;
    const uint64_t start = (uint64_t)first * ncol;
    uint32_t *cell = malloc(n_cell * sizeof *cell);
    double *kg = malloc(n_cell * stride * sizeof *kg);
    assert_true(cell && kg);
    memset(out, 0, n_cell * n_form * sizeof *out);
    const size_t n = hg_forms_block(forms, start, start + n_cell, cell, kg);
    for (size_t i = 0; i < n; i++)
        memcpy(out + (cell[i] - start) * n_form, kg + i * stride, n_form * sizeof *out);
    free(cell);
    free(kg);
}

#endif
