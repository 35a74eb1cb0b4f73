/* contacts.c - index pages of all maps, made while these are drawn */
#include "study/contacts.h"
#include "study/local_layers.h"
#include "study/plants.h"
#include <hotgrid/parallel.h>
#include <stdlib.h>
#include <string.h>

/* A map of a layer. */
struct contact {
    const struct layer *layer;
    enum contact_kind kind;
    struct hg_thumbnail thumbnail;
};

struct contacts {
    size_t n, n_page;
    struct contact *contact; /* [n], in the order of layers and kinds */
    size_t *left;            /* [page]: maps that are not drawn; 0: written */
};

static bool is_wanted(const struct job *job, const struct layer *layer,
                      enum contact_kind kind)
{
    switch (kind) {
    case CONTACT_LAYER:
        return true;
    case CONTACT_PLANTS:
        return plants_wanted(job, layer);
    case CONTACT_GISTAR:
    case CONTACT_MORAN:
        return layer->clusters && job->study->hotspots.local.band_km > 0;
    case CONTACT_KINDS:
        break;
    }
    return false;
}

static const char *end_of(enum contact_kind kind)
{
    switch (kind) {
    case CONTACT_PLANTS:
        return "_plants";
    case CONTACT_GISTAR:
        return "_gistar";
    case CONTACT_MORAN:
        return "_moran";
    case CONTACT_LAYER:
    case CONTACT_KINDS:
        break;
    }
    return "";
}

static size_t page_end(const struct contacts *c, size_t page)
{
    const size_t end = (page + 1) * HG_CONTACT_MOST;
    return end < c->n ? end : c->n;
}

enum hg_status contacts_create(struct job *job, struct hg_error *err)
{
    if (!job->study->maps.contact_sheet || job->n_layer == 0)
        return HG_OK;
    struct contacts *c = job->contacts = calloc(1, sizeof(*c));
    if (!c)
        return no_memory(err, "the contact sheet");
    c->contact = calloc(job->n_layer * CONTACT_KINDS, sizeof(*c->contact));
    c->left = calloc(job->n_layer * CONTACT_KINDS, sizeof(*c->left));
    if (!c->contact || !c->left)
        return no_memory(err, "the contact sheet");
    for (size_t i = 0; i < job->n_layer; i++)
        for (enum contact_kind kind = 0; kind < CONTACT_KINDS; kind++)
            if (is_wanted(job, &job->layer[i], kind))
                c->contact[c->n++] =
                    (struct contact){.layer = &job->layer[i], .kind = kind};
    c->n_page = (c->n + HG_CONTACT_MOST - 1) / HG_CONTACT_MOST;
    for (size_t p = 0; p < c->n_page; p++)
        c->left[p] = page_end(c, p) - p * HG_CONTACT_MOST;
    return HG_OK;
}

static void drop_page(const struct contacts *c, size_t page)
{
    for (size_t i = page * HG_CONTACT_MOST; i < page_end(c, page); i++) {
        free(c->contact[i].thumbnail.pixel);
        c->contact[i].thumbnail.pixel = NULL;
    }
}

void contacts_destroy(struct contacts *contacts)
{
    if (!contacts)
        return;
    for (size_t i = 0; contacts->contact && i < contacts->n; i++)
        free(contacts->contact[i].thumbnail.pixel);
    free(contacts->contact);
    free(contacts->left);
    free(contacts);
}

/* The place of a map among them all; n where it has none. */
static size_t place_of(const struct contacts *c, const struct layer *layer,
                       enum contact_kind kind)
{
    size_t i = 0;
    while (i < c->n && (c->contact[i].layer != layer || c->contact[i].kind != kind))
        i++;
    return i;
}

struct hg_thumbnail *contacts_slot(const struct job *job, const struct layer *layer,
                                   enum contact_kind kind)
{
    if (!job->contacts)
        return NULL;
    const size_t i = place_of(job->contacts, layer, kind);
    return i < job->contacts->n ? &job->contacts->contact[i].thumbnail : NULL;
}

/* How much of all names is the same, up to an underscore: "co2_china_". */
static size_t common_length(const struct contacts *c)
{
    const char *first = c->contact[0].layer->stem;
    size_t same = strlen(first);
    for (size_t i = 1; i < c->n; i++) {
        const char *stem = c->contact[i].layer->stem;
        size_t k = 0;
        while (k < same && stem[k] == first[k])
            k++;
        same = k;
    }
    while (same > 0 && first[same - 1] != '_')
        same--;
    return same;
}

/* Second maps that there was nothing for have no place on the page. */
static size_t list_page(const struct job *job, size_t page, struct hg_contact *out,
                        char (*name)[CONTACT_NAME])
{
    const struct contacts *c = job->contacts;
    const size_t common = common_length(c);
    size_t n = 0;
    for (size_t i = page * HG_CONTACT_MOST; i < page_end(c, page); i++) {
        const struct contact *contact = &c->contact[i];
        if (contact->kind != CONTACT_LAYER && !contact->thumbnail.pixel)
            continue;
        (void)snprintf(name[n], CONTACT_NAME, "%s%s", contact->layer->stem + common,
                       end_of(contact->kind));
        out[n] = (struct hg_contact){name[n], &contact->thumbnail};
        n++;
    }
    return n;
}

/* png/contact-sheet.png, png/contact-sheet-2.png ... */
static enum hg_status write_page(struct job *job, size_t page, struct hg_error *err)
{
    const struct contacts *c = job->contacts;
    struct hg_contact contact[HG_CONTACT_MOST];
    char text[HG_CONTACT_MOST][CONTACT_NAME], name[64], title[256];
    const size_t n = list_page(job, page, contact, text);
    uint8_t *png = NULL;
    size_t length = 0;
    if (c->n_page > 1)
        (void)snprintf(title, sizeof(title), "%.180s, %zu to %zu of %zu maps",
                       job->study->name, page * HG_CONTACT_MOST + 1, page_end(c, page),
                       c->n);
    else
        (void)snprintf(title, sizeof(title), "%.180s", job->study->name);
    if (page == 0)
        (void)snprintf(name, sizeof(name), "png/contact-sheet.png");
    else
        (void)snprintf(name, sizeof(name), "png/contact-sheet-%zu.png", page + 1);
    enum hg_status status =
        hg_draw_contacts(&job->style, title, n, contact, &png, &length, err);
    if (status == HG_OK)
        status = hg_output_commit(job->output, name, png, length, err);
    free(png);
    drop_page(c, page);
    return status;
}

enum hg_status contacts_done(struct job *job, const struct layer *layer,
                             enum contact_kind kind, struct hg_error *err)
{
    if (!job->contacts)
        return HG_OK;
    const size_t i = place_of(job->contacts, layer, kind);
    if (i == job->contacts->n)
        return HG_OK;
    const size_t page = i / HG_CONTACT_MOST;
    hg_lock_take(job->lock);
    const bool complete = --job->contacts->left[page] == 0;
    hg_lock_release(job->lock);
    return complete ? write_page(job, page, err) : HG_OK;
}

enum hg_status contacts_finish(struct job *job, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    for (size_t p = 0; status == HG_OK && job->contacts && p < job->contacts->n_page; p++)
        if (job->contacts->left[p] > 0) {
            job->contacts->left[p] = 0;
            status = write_page(job, p, err);
        }
    return status;
}
