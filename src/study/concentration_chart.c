/* concentration_chart.c - the curves of the layers of a study as one chart */
#include "study/hotspots.h"
#include "study/layers.h"
#include "study/map_file.h"
#include <hotgrid/curves.h>
#include <stdlib.h>
#include <string.h>

/* All emissions, those for foreign markets and for destinations come first, by layer;
 * the same mass in other units is the same curve, and that after moves hides all
 * emissions. */
static bool is_shown(const struct job *job, size_t i)
{
    const struct layer *layer = &job->layer[i];
    if (!layer->curve || layer->account == HG_ACCOUNT_TIER ||
        layer->account == HG_ACCOUNT_AFTER || isnan(layer->curve->gini))
        return false;
    for (size_t k = 0; k < i; k++)
        if (job->layer[k].curve && job->layer[k].mass == layer->mass &&
            job->layer[k].curve->gini == layer->curve->gini)
            return false;
    return true;
}

/* "79.1 % on 1 % of the land, Gini 0.943" */
static const char *figure(struct job *job, const struct layer *layer)
{
    return job_text(job, "%.3g\u2009%% on %g\u2009%% of the land, Gini %.3f",
                    100 * layer->curve->share, job->study->hotspots.share_of_area,
                    layer->curve->gini);
}

static enum hg_status write_chart(struct job *job, const struct hg_curves *curves,
                                  const char *format, struct hg_error *err)
{
    uint8_t *bytes = NULL;
    size_t length = 0;
    char name[64];
    uint32_t missing[16]; /* the maps have the same words */
    enum hg_status status =
        hg_draw_curves(curves, job_map_format(format), &bytes, &length, missing, err);
    snprintf(name, sizeof(name), "%s/concentration.%s", format, format);
    if (status == HG_OK)
        status = hg_output_commit(job->output, name, bytes, length, err);
    free(bytes);
    return status;
}

enum hg_status write_concentration_chart(struct job *job, struct hg_error *err)
{
    const struct hg_words *formats = &job->study->maps.formats;
    struct hg_curve curve[HG_MAX_CURVES];
    double area[CURVE_POINTS];
    struct hg_curves curves = {
        .style = &job->style, .title = "Concentration of emissions", .curve = curve};
    if (!job->frame) /* a run without maps */
        return HG_OK;
    for (size_t i = 0; i < CURVE_POINTS; i++)
        area[i] = curve_area(i);
    for (size_t i = 0; i < job->n_layer && curves.n < HG_MAX_CURVES; i++) {
        const struct layer *layer = &job->layer[i];
        if (!is_shown(job, i))
            continue;
        curve[curves.n] = (struct hg_curve){layer->title, figure(job, layer),
                                            CURVE_POINTS, area, layer->curve->held};
        if (!curve[curves.n++].figure)
            return no_memory(err, "a chart");
    }
    curves.source = job_source_line(job, NULL, job->markets);
    if (!curves.source)
        return no_memory(err, "a chart");
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && curves.n && i < formats->n; i++)
        status = write_chart(job, &curves, formats->word[i], err);
    return status;
}
