/*
 * map_page.h - several maps on one page, with one legend and one scale: small multiples
 *
 * A page keeps of each panel the classes of its pixels alone: its values may go once they
 * have been shown to it.
 */
#ifndef HG_MAP_PAGE_H
#define HG_MAP_PAGE_H

#include <hotgrid/map.h>

struct hg_page_panel {
    const char *title;
    const char *figure; /* printed after the title ("536 Mt"), or NULL */
};

struct hg_page_params {
    struct hg_map map;     /* what all panels share; without values, labels and marks */
    const uint8_t *domain; /* [cell]: not 0 where there are data */
    double min, max;       /* of all values above 0; for shares, of all */
    size_t n, columns;
    const struct hg_page_panel *panel; /* [n] */
};

struct hg_page;

/* Lays the page out: panels in rows, named a, b, c ... above their frames, legend and
 * scale bar below them.  Borrows all that params point to but the domain.  HG_E_STUDY
 * where the style leaves no room for so many panels. */
HG_MUST_CHECK enum hg_status hg_page_create(const struct hg_page_params *params,
                                            struct hg_page **out, struct hg_error *err);
void hg_page_destroy(struct hg_page *page); /* NULL is fine */

/* The values of a panel, [cell], NaN without data.  Different panels may be filled at
 * once; one that never is stays empty. */
HG_MUST_CHECK enum hg_status hg_page_fill(struct hg_page *page, size_t panel,
                                          const float *value, struct hg_error *err);

/* As hg_draw_map(). */
HG_MUST_CHECK enum hg_status hg_page_draw(const struct hg_page *page,
                                          enum hg_map_format format, uint8_t **bytes,
                                          size_t *length, uint32_t missing[16],
                                          struct hg_error *err);

#endif
