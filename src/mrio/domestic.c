/* domestic.c - some regions of a table as one economy of its own */
#include <hotgrid/structural.h>
#include <stdlib.h>

static enum hg_status label(const struct hg_mrio *mrio, struct hg_mrio *out,
                            struct hg_error *err)
{
    static const char *const parties[] = {"own", "other"}, *const all[] = {"all"};
    enum hg_status status = hg_axis_create(2, parties, NULL, &out->regions, err);
    if (status == HG_OK)
        status = hg_axis_create(1, all, NULL, &out->categories, err);
    if (status == HG_OK)
        status = hg_axis_create(out->n, hg_axis_codes(mrio->sectors), NULL, &out->sectors,
                                err);
    for (size_t s = 0; status == HG_OK && s < out->n; s++)
        out->sector_of[s] = s;
    return status;
}

/* One row of the table, of a member. */
static void add_row(const struct hg_mrio *mrio, const bool *member, size_t i,
                    struct hg_mrio *out)
{
    const size_t D = hg_axis_size(mrio->regions), K = hg_axis_size(mrio->categories);
    const size_t s = mrio->sector_of[i];
    for (size_t j = 0; j < mrio->n; j++)
        if (member[mrio->region_of[j]])
            out->Z[s * out->n + mrio->sector_of[j]] += mrio->Z[i * mrio->n + j];
        else
            out->Y[s * 2 + 1] += mrio->Z[i * mrio->n + j];
    for (size_t d = 0; d < D; d++)
        for (size_t k = 0; k < K; k++)
            out->Y[s * 2 + (member[d] ? 0 : 1)] += mrio->Y[(i * D + d) * K + k];
}

enum hg_status hg_domestic_table(const struct hg_mrio *mrio, const bool *member,
                                 struct hg_mrio **out, struct hg_error *err)
{
    const size_t n = hg_axis_size(mrio->sectors);
    struct hg_mrio *made = calloc(1, sizeof(*made));
    enum hg_status status = HG_E_MEMORY;
    if (made) {
        made->n = n;
        made->region_of = calloc(n + 1, sizeof(*made->region_of));
        made->sector_of = calloc(n + 1, sizeof(*made->sector_of));
        made->Z = calloc(n * n + 1, sizeof(*made->Z));
        made->Y = calloc(n * 2 + 1, sizeof(*made->Y));
    }
    if (!made || !made->region_of || !made->sector_of || !made->Z || !made->Y)
        (void)hg_fail(err, HG_E_MEMORY, "no memory for a table of %zu sectors", n);
    else
        status = label(mrio, made, err);
    for (size_t i = 0; status == HG_OK && i < mrio->n; i++)
        if (member[mrio->region_of[i]])
            add_row(mrio, member, i, made);
    if (status == HG_OK)
        *out = made;
    else
        hg_mrio_destroy(made);
    return status;
}
