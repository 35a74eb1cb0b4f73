/* real.h - what LU needs of one kind of numbers, all in terms of columns */
#ifndef HG_MRIO_REAL_H
#define HG_MRIO_REAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mrio_real {
    size_t size;
    double epsilon; /* distance from 1 to the next number */
    double (*largest)(size_t n, const void *value); /* size; NaN counts as nothing */
    double (*value)(const void *values, size_t at);
    void (*store)(void *values, size_t at, size_t n, const double *row);

    /* Of a column-major matrix with n rows: factors the rows x wide panel; swaps rows
     * from..to of some columns; C = L^-1 C; C -= A B. */
    void (*panel)(int n, int rows, int wide, void *panel, int32_t *pivot);
    void (*swaps)(int n, int wide, void *C, int from, int to, const int32_t *pivot);
    void (*lower)(int n, int size, int wide, const void *L, void *C);
    void (*update)(int n, int rows, int wide, int depth, const void *A, const void *B,
                   void *C);

    /* Of the same matrix, row-major, and wide right-hand sides X, n x wide: X = U'^-1 X,
     * X = L'^-1 X or, transposed, X = U^-1 X, X = L^-1 X; swaps two rows of X. */
    void (*by_upper)(int n, bool transposed, int wide, const void *M, void *X);
    void (*by_lower)(int n, bool transposed, int wide, const void *M, void *X);
    void (*swap)(int wide, void *X, size_t a, size_t b);

    /* wide values to or from row i of X, each times scale * its own factor. */
    void (*put)(int wide, void *X, size_t i, const double *row, double scale,
                const double *factor);
    void (*get)(int wide, const void *X, size_t i, double *row, double scale,
                const double *factor);
};

#endif
