/* table.h - small trade tables written by hand: regions r1 .., sectors s1 .., categories
 */
#ifndef HG_TEST_TABLE_H
#define HG_TEST_TABLE_H

#include <hotgrid/inventory.h>
#include <hotgrid/mrio.h>
#include <stdio.h>
#include <stdlib.h>

static inline struct hg_axis *numbered_axis(char letter, size_t n)
{
    char code[64][8];
    const char *codes[64];
    struct hg_axis *axis = NULL;
    struct hg_error err = {0};
    for (size_t i = 0; i < n && i < 64; i++) {
        (void)snprintf(code[i], sizeof code[i], "%c%zu", letter, (i + 1) % 1000);
        codes[i] = code[i];
    }
    assert_ok(hg_axis_create(n, codes, NULL, &axis, &err), err);
    return axis;
}

/* Copies Z [n * n] and Y [n * n_region * n_category]; industry i belongs to region
 * region_of[i] and sector sector_of[i]. */
static inline struct hg_mrio *make_table(size_t n, const size_t *region_of,
                                         const size_t *sector_of, size_t n_region,
                                         size_t n_sector, size_t n_category,
                                         const double *Z, const double *Y)
{
    const size_t n_demand = n_region * n_category;
    struct hg_mrio *mrio = calloc(1, sizeof *mrio);
    assert_non_null(mrio);
    mrio->regions = numbered_axis('r', n_region);
    mrio->sectors = numbered_axis('s', n_sector);
    mrio->categories = numbered_axis('k', n_category);
    mrio->n = n;
    mrio->region_of = calloc(n, sizeof *region_of);
    mrio->sector_of = calloc(n, sizeof *sector_of);
    mrio->Z = calloc(n * n, sizeof *Z);
    mrio->Y = calloc(n * n_demand, sizeof *Y);
    assert_true(mrio->region_of && mrio->sector_of && mrio->Z && mrio->Y);
    memcpy(mrio->region_of, region_of, n * sizeof *region_of);
    memcpy(mrio->sector_of, sector_of, n * sizeof *sector_of);
    memcpy(mrio->Z, Z, n * n * sizeof *Z);
    memcpy(mrio->Y, Y, n * n_demand * sizeof *Y);
    return mrio;
}

/* Miller and Blair (2009), Input-Output Analysis, section 3.4: regions L (three sectors)
 * and M (two), the first three and two of s1 .. s3; final demand and emissions added. */
static inline struct hg_mrio *make_miller_blair(void)
{
    static const size_t region_of[] = {0, 0, 0, 1, 1}, sector_of[] = {0, 1, 2, 0, 1};
    static const double Z[] = {150, 500, 50,  25, 75, 200, 100, 400, 200,
                               100, 300, 500, 50, 60, 40,  75,  100, 60,
                               200, 250, 50,  25, 25, 150, 100};
    static const double Y[] = {150, 50, 700, 300, 30, 20, 115, 400, 50, 400};
    return make_table(5, region_of, sector_of, 2, 3, 1, Z, Y);
}

#define MILLER_BLAIR_E                                                                   \
    {                                                                                    \
        400, 300, 500, 600, 80                                                           \
    }

/* Copies share [n * n_destination]. */
static inline struct hg_shares *make_shares(size_t n, size_t n_destination,
                                            const double *share)
{
    struct hg_shares *shares = calloc(1, sizeof *shares);
    assert_non_null(shares);
    shares->n = n;
    shares->n_destination = n_destination;
    shares->share = calloc(n * n_destination, sizeof *share);
    assert_non_null(shares->share);
    memcpy(shares->share, share, n * n_destination * sizeof *share);
    return shares;
}

/* kg is [region * n_sector + sector]; the last n_household sectors are households. */
static inline struct hg_inventory *
make_inventory(size_t n_region, const char *const *regions, size_t n_sector,
               const char *const *sectors, const double *kg, size_t n_household)
{
    struct hg_error err = {0};
    struct hg_inventory *inventory = calloc(1, sizeof *inventory);
    assert_non_null(inventory);
    assert_ok(hg_axis_create(n_region, regions, NULL, &inventory->regions, &err), err);
    assert_ok(hg_axis_create(n_sector, sectors, NULL, &inventory->sectors, &err), err);
    inventory->total = calloc(n_region * n_sector, sizeof *inventory->total);
    inventory->given = calloc(n_region * n_sector, sizeof *inventory->given);
    inventory->household = calloc(n_sector, sizeof *inventory->household);
    inventory->gridded = calloc(n_sector, sizeof *inventory->gridded);
    assert_true(inventory->total && inventory->given && inventory->household &&
                inventory->gridded);
    for (size_t k = 0; k < n_region * n_sector; k++) {
        assert_ok(hg_mass_from_kg(kg[k], &inventory->total[k], &err), err);
        inventory->given[k] = kg[k] != 0;
    }
    for (size_t s = 0; s < n_sector; s++) {
        inventory->household[s] = s + n_household >= n_sector;
        inventory->gridded[s] = true;
    }
    return inventory;
}

#endif
