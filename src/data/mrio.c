/* mrio.c - the end of tables, shares and mixes; rows by their labels */
#include <hotgrid/mrio.h>
#include <stdlib.h>

void hg_mrio_destroy(struct hg_mrio *mrio)
{
    if (!mrio)
        return;
    hg_axis_destroy(mrio->regions);
    hg_axis_destroy(mrio->sectors);
    hg_axis_destroy(mrio->categories);
    free(mrio->region_of);
    free(mrio->sector_of);
    free(mrio->Z);
    free(mrio->Y);
    free(mrio->unit);
    free(mrio->value_added);
    if (mrio->emissions) {
        free(mrio->emissions->industry);
        free(mrio->emissions->household);
        free(mrio->emissions);
    }
    free(mrio);
}

static bool is_row(const struct hg_mrio *mrio, size_t row, size_t region, size_t sector)
{
    return row < mrio->n && mrio->region_of[row] == region &&
           mrio->sector_of[row] == sector;
}

size_t hg_mrio_find(const struct hg_mrio *mrio, size_t region, size_t sector)
{
    /* Most tables list all sectors of a region, region after region. */
    const size_t guess = region * hg_axis_size(mrio->sectors) + sector;
    if (is_row(mrio, guess, region, sector))
        return guess;
    for (size_t row = 0; row < mrio->n; row++)
        if (is_row(mrio, row, region, sector))
            return row;
    return HG_NOT_FOUND;
}

void hg_factors_destroy(struct hg_factors *factors)
{
    if (!factors)
        return;
    free(factors->row);
    free(factors->column);
    free(factors->pivot);
    free(factors->M);
    free(factors);
}

void hg_shares_destroy(struct hg_shares *shares)
{
    if (!shares)
        return;
    free(shares->share);
    free(shares->served);
    free(shares->zero_output);
    free(shares);
}

void hg_mix_destroy(struct hg_mix *mix)
{
    if (!mix)
        return;
    free(mix->share);
    free(mix->own);
    free(mix->household);
    free(mix);
}
