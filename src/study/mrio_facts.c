/* mrio_facts.c - sums, balances and oddities of an input-output table */
#include "study/mrio_facts.h"
#include <math.h>
#include <stdlib.h>

static void count(struct mrio_negative *negative, double value)
{
    if (value < 0) {
        negative->n++;
        negative->sum += value;
    }
}

static void add_rows(const struct hg_mrio *mrio, struct mrio_facts *facts)
{
    const size_t n = mrio->n;
    const size_t m = hg_axis_size(mrio->regions) * hg_axis_size(mrio->categories);
    for (size_t i = 0; i < n; i++) {
        double flows = 0, demand = 0;
        for (size_t k = 0; k < n; k++) {
            const double z = mrio->Z[i * n + k];
            flows += z;
            facts->inputs[k] += z;
            count(&facts->flow, z);
        }
        for (size_t k = 0; k < m; k++) {
            demand += mrio->Y[i * m + k];
            count(&facts->final, mrio->Y[i * m + k]);
        }
        facts->x[i] = flows + demand;
        facts->flows += flows;
        facts->demand += demand;
    }
}

static void weigh_columns(const struct hg_mrio *mrio, struct mrio_facts *facts)
{
    facts->value_added = mrio->value_added ? 0 : NAN;
    for (size_t i = 0; i < mrio->n; i++) {
        const double x = facts->x[i], implied = x - facts->inputs[i];
        const double sum = facts->inputs[i] / x;
        facts->output += x;
        facts->implied += implied;
        facts->n_implied_below += implied < 0;
        facts->n_zero += x == 0;
        facts->n_below += x < 0;
        facts->n_above_one += x > 0 && sum > 1;
        if (x > 0 && sum > facts->largest_sum) {
            facts->largest_sum = sum;
            facts->largest_at = i;
        }
        if (!mrio->value_added)
            continue;
        facts->value_added += mrio->value_added[i];
        const double gap = fabs(implied - mrio->value_added[i]) / x;
        facts->n_gap += x > 0 && gap > MRIO_BALANCED;
        if (x > 0 && gap > facts->largest_gap) {
            facts->largest_gap = gap;
            facts->gap_at = i;
        }
    }
}

enum hg_status mrio_facts_find(const struct hg_mrio *mrio, struct mrio_facts *out,
                               struct hg_error *err)
{
    struct mrio_facts facts = {.x = calloc(mrio->n + 1, sizeof(double)),
                               .inputs = calloc(mrio->n + 1, sizeof(double))};
    if (!facts.x || !facts.inputs) {
        mrio_facts_free(&facts);
        return hg_fail(err, HG_E_MEMORY, "no memory for the sums of a trade table");
    }
    add_rows(mrio, &facts);
    weigh_columns(mrio, &facts);
    *out = facts;
    return HG_OK;
}

void mrio_facts_free(struct mrio_facts *facts)
{
    free(facts->x);
    free(facts->inputs);
    facts->x = facts->inputs = NULL;
}
