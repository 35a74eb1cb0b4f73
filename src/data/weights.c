/* weights.c - counting and end of weights */
#include <hotgrid/weights.h>
#include <stdlib.h>

size_t hg_weights_cells(const struct hg_weights *weights, size_t shape)
{
    size_t n = 0;
    for (size_t i = weights->first[shape]; i < weights->first[shape + 1]; i++)
        n += weights->run[i].n;
    return n;
}

void hg_weights_destroy(struct hg_weights *weights)
{
    if (!weights)
        return;
    free(weights->first);
    free(weights->run);
    free(weights->n_odd);
    free(weights);
}
