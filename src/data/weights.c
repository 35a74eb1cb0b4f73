/* weights.c - the end of weights */
#include <hotgrid/weights.h>
#include <stdlib.h>

void hg_weights_destroy(struct hg_weights *weights)
{
    if (!weights)
        return;
    free(weights->first);
    free(weights->cell);
    free(weights->fraction);
    free(weights->n_odd);
    free(weights);
}
