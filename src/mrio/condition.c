/* condition.c - how ill-conditioned I - A is, from its factors */
#include "mrio/factors.h"
#include <lapacke.h>
#include <stdlib.h>

/* LAPACK asks for solutions with I - A and its transpose until it knows the 1-norm of the
 * inverse (Higham 1988, algorithm 674; dlacn2). */
static enum hg_status estimate_inverse(const struct hg_leontief *l, double *v, double *y,
                                       lapack_int *sign, double *norm,
                                       struct hg_error *err)
{
    lapack_int step = 0, memory[3] = {0};
    enum hg_status status = HG_OK;
    do {
        (void)LAPACKE_dlacn2_work((lapack_int)l->n, v, y, sign, norm, &step, memory);
        if (step != 0)
            status = mrio_lu_solve(&l->lu, step == 2, 1, y, 1, err);
    } while (status == HG_OK && step != 0);
    return status;
}

enum hg_status mrio_find_condition(struct hg_leontief *l, struct hg_error *err)
{
    double *v = mrio_matrix(l->n, 1), *y = mrio_matrix(l->n, 1), inverse = 0, norm = 0;
    lapack_int *sign = calloc(l->n, sizeof(*sign));
    enum hg_status status;
    if (!v || !y || !sign) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for %zu industries", l->n);
        goto done;
    }
    status = estimate_inverse(l, v, y, sign, &inverse, err);
    for (size_t j = 0; j < l->n; j++)
        norm = l->norm[j] > norm ? l->norm[j] : norm;
    if (status == HG_OK)
        l->condition = norm * inverse;
done:
    free(v);
    free(y);
    free(sign);
    return status;
}
