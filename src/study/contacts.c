/* contacts.c - index pages of all maps, made while these are drawn */
#include "study/contacts.h"
#include <hotgrid/parallel.h>
#include <stdlib.h>

struct contacts {
    size_t n, n_page;               /* layers, pages */
    struct hg_thumbnail *thumbnail; /* [n] */
    size_t *left;                   /* [page]: layers that are not drawn; 0: written */
};

static size_t page_end(const struct job *job, size_t page)
{
    const size_t end = (page + 1) * HG_CONTACT_MOST;
    return end < job->n_layer ? end : job->n_layer;
}

enum hg_status contacts_create(struct job *job, struct hg_error *err)
{
    if (!job->study->maps.contact_sheet || job->n_layer == 0)
        return HG_OK;
    struct contacts *c = job->contacts = calloc(1, sizeof(*c));
    if (!c)
        return no_memory(err, "the contact sheet");
    c->n = job->n_layer;
    c->n_page = (job->n_layer + HG_CONTACT_MOST - 1) / HG_CONTACT_MOST;
    c->thumbnail = calloc(job->n_layer, sizeof(*c->thumbnail));
    c->left = calloc(c->n_page, sizeof(*c->left));
    if (!c->thumbnail || !c->left)
        return no_memory(err, "the contact sheet");
    for (size_t p = 0; p < c->n_page; p++)
        c->left[p] = page_end(job, p) - p * HG_CONTACT_MOST;
    return HG_OK;
}

static void drop_page(const struct job *job, size_t page)
{
    for (size_t i = page * HG_CONTACT_MOST; i < page_end(job, page); i++) {
        free(job->contacts->thumbnail[i].pixel);
        job->contacts->thumbnail[i].pixel = NULL;
    }
}

void contacts_destroy(struct contacts *contacts)
{
    if (!contacts)
        return;
    for (size_t i = 0; contacts->thumbnail && i < contacts->n; i++)
        free(contacts->thumbnail[i].pixel);
    free(contacts->thumbnail);
    free(contacts->left);
    free(contacts);
}

struct hg_thumbnail *contacts_slot(const struct job *job, const struct layer *layer)
{
    return job->contacts ? &job->contacts->thumbnail[layer - job->layer] : NULL;
}

/* png/contact-sheet.png, png/contact-sheet-2.png ... */
static enum hg_status write_page(struct job *job, size_t page, struct hg_error *err)
{
    const size_t first = page * HG_CONTACT_MOST, n = page_end(job, page) - first;
    struct hg_contact contact[HG_CONTACT_MOST];
    char name[64], title[256];
    uint8_t *png = NULL;
    size_t length = 0;
    for (size_t i = 0; i < n; i++)
        contact[i] = (struct hg_contact){job->layer[first + i].stem,
                                         &job->contacts->thumbnail[first + i]};
    if (job->contacts->n_page > 1)
        (void)snprintf(title, sizeof(title), "%.180s, %zu to %zu of %zu maps",
                       job->study->name, first + 1, first + n, job->n_layer);
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
    drop_page(job, page);
    return status;
}

enum hg_status contacts_done(struct job *job, const struct layer *layer,
                             struct hg_error *err)
{
    if (!job->contacts)
        return HG_OK;
    const size_t page = (size_t)(layer - job->layer) / HG_CONTACT_MOST;
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
