/* sigmas.c - the uncertainty of a study by sector, region, total, point and proxy */
#include "study/sigmas.h"
#include <stdlib.h>
#include <string.h>

size_t sigmas_sources(const struct job *job)
{
    return job->stored ? job->stored->facts.n_source
                       : job->study->inventory.n_files + job->study->inventory.n_blends;
}

/* Sets sigma, and points where that is not NULL, by the codes of an axis. */
static enum hg_status set(const struct job *job, size_t n,
                          const struct hg_study_sigma *list, const struct hg_axis *axis,
                          const char *what, double *sigma, double *points,
                          struct hg_error *err)
{
    for (size_t i = 0; i < n; i++) {
        const size_t at = hg_axis_find(axis, list[i].code);
        if (at == HG_NOT_FOUND) {
            const char *near =
                hg_text_nearest(list[i].code, hg_axis_codes(axis), hg_axis_size(axis));
            return hg_fail(err, HG_E_STUDY,
                           "%s:%zu: %s `%s` of `uncertainty` is not in the "
                           "inventory%s%s%s",
                           job->study->path, job->study->uncertainty.line, what,
                           list[i].code, near ? "; did you mean `" : "; take it out",
                           near ? near : "", near ? "`?" : "");
        }
        sigma[at] = list[i].sigma;
        if (points)
            points[at] = list[i].points;
    }
    return HG_OK;
}

static enum hg_status set_proxies(const struct job *job, struct sigmas *out,
                                  struct hg_error *err)
{
    const struct hg_study *study = job->study;
    for (size_t i = 0; i < study->uncertainty.n_proxies; i++) {
        const struct hg_study_sigma *proxy = &study->uncertainty.proxies[i];
        bool known = strcmp(proxy->code, "area") == 0;
        if (known)
            out->area = proxy->sigma;
        for (size_t k = 0; k < sigmas_sources(job); k++)
            if (strcmp(proxy->code, job_blend_name(job, k)) == 0) {
                out->source[k] = proxy->sigma;
                known = true;
            }
        if (!known)
            return hg_fail(err, HG_E_STUDY,
                           "%s:%zu: proxy `%s` of `uncertainty` did not place anything "
                           "in %s; take it out",
                           study->path, study->uncertainty.line, proxy->code,
                           study->inventory.emissions);
    }
    return HG_OK;
}

/* Deviations of totals, and which are given by a row: totals that points or ready grids
 * make are not.  Rows of one pair (gases) are independent. */
static enum hg_status set_totals(const struct job *job, struct sigmas *out,
                                 struct hg_error *err)
{
    const struct hg_inventory *inventory = job->inventory;
    const size_t n_sector = hg_axis_size(inventory->sectors);
    const size_t n = hg_axis_size(inventory->regions) * n_sector;
    double *kg = calloc(n + 1, sizeof(*kg));
    if (!kg)
        return no_memory(err, "the uncertainty of the inventory");
    for (size_t i = 0; job->totals && i < job->totals->n; i++) {
        const struct hg_total *total = &job->totals->total[i];
        const size_t region = hg_axis_find(inventory->regions, total->region);
        const size_t sector = hg_axis_find(inventory->sectors, total->sector);
        if (region == HG_NOT_FOUND || sector == HG_NOT_FOUND)
            continue;
        const size_t at = region * n_sector + sector;
        const double row = hg_mass_kg(total->mass);
        const double sigma =
            isnan(total->sigma) ? job->study->uncertainty.totals : total->sigma;
        kg[at] += row;
        out->own[at] = hypot(out->own[at], row * sigma);
        out->held[at] = job->study->uncertainty.hold;
    }
    for (size_t i = 0; i < n; i++) {
        out->own[i] = kg[i] > 0 ? out->own[i] / kg[i] : 0;
        if (job->stored && inventory->given[i]) { /* the file does not tell them apart */
            out->own[i] = job->study->uncertainty.totals;
            out->held[i] = job->study->uncertainty.hold;
        }
    }
    free(kg);
    return HG_OK;
}

/* Zeroed arrays filled from the study; HG_E_STUDY for a code that is not known.  Needs
 * the inventory. */
static enum hg_status sigmas_make(const struct job *job, struct sigmas *out,
                                  struct hg_error *err)
{
    const struct hg_study *study = job->study;
    const struct hg_axis *sectors = job->inventory->sectors,
                         *regions = job->inventory->regions;
    const size_t n_sector = hg_axis_size(sectors), n_region = hg_axis_size(regions);
    struct sigmas s = {0};
    s.sector = calloc(n_sector + 1, sizeof(*s.sector));
    s.point = calloc(n_sector + 1, sizeof(*s.point));
    s.region = calloc(n_region + 1, sizeof(*s.region));
    s.own = calloc(n_region * n_sector + 1, sizeof(*s.own));
    s.held = calloc(n_region * n_sector + 1, sizeof(*s.held));
    s.source = calloc(sigmas_sources(job) + 1, sizeof(*s.source));
    if (!s.sector || !s.point || !s.region || !s.own || !s.held || !s.source) {
        sigmas_finish(&s);
        return no_memory(err, "the uncertainty");
    }
    for (size_t i = 0; i < n_sector; i++)
        s.point[i] = study->uncertainty.points;
    enum hg_status status =
        set(job, study->uncertainty.n_sectors, study->uncertainty.sectors, sectors,
            "sector", s.sector, s.point, err);
    if (status == HG_OK)
        status = set(job, study->uncertainty.n_regions, study->uncertainty.regions,
                     regions, "region", s.region, NULL, err);
    if (status == HG_OK)
        status = set_totals(job, &s, err);
    if (status == HG_OK)
        status = set_proxies(job, &s, err);
    if (status != HG_OK) {
        sigmas_finish(&s);
        return status;
    }
    *out = s;
    return HG_OK;
}

void sigmas_finish(struct sigmas *sigmas)
{
    if (!sigmas)
        return;
    free(sigmas->sector);
    free(sigmas->region);
    free(sigmas->point);
    free(sigmas->own);
    free(sigmas->source);
    free(sigmas->held);
    *sigmas = (struct sigmas){0};
}

static bool above_0(const double *sigma, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (sigma[i] > 0)
            return true;
    return false;
}

bool sigmas_any(const struct job *job, const struct sigmas *sigmas)
{
    const size_t n_sector = hg_axis_size(job->inventory->sectors);
    const size_t n_region = hg_axis_size(job->inventory->regions);
    return above_0(sigmas->sector, n_sector) || above_0(sigmas->point, n_sector) ||
           above_0(sigmas->region, n_region) ||
           above_0(sigmas->own, n_region * n_sector) ||
           above_0(sigmas->source, sigmas_sources(job)) || sigmas->area > 0;
}

enum hg_status job_read_sigmas(struct job *job, struct hg_error *err)
{
    if (job->study->uncertainty.line == 0)
        return HG_OK;
    job->sigmas = calloc(1, sizeof(*job->sigmas));
    return job->sigmas ? sigmas_make(job, job->sigmas, err)
                       : no_memory(err, "the uncertainty");
}

enum hg_status job_make_uncertainty(struct job *job, struct hg_error *err)
{
    const struct sigmas *s = job->sigmas;
    if (!s)
        return HG_OK;
    const struct hg_sigmas sigmas = {
        .sector = s->sector,
        .region = s->region,
        .own = s->own,
        .point = s->point,
        .n_source = sigmas_sources(job),
        .source = s->source,
        .area = s->area,
        .held = s->held,
    };
    return hg_uncertainty_create(job->emissions, &sigmas, &job->uncertainty, err);
}
