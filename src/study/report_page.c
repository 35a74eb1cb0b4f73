/* report_page.c - report.html from its parts */
#include "study/report.h"
#include "study/report_assets.h"
#include <hotgrid/zip.h>
#include <stdlib.h>
#include <string.h>

struct hg_text *report_block(struct report *report, const char *id)
{
    struct report_block *block = &report->block[report->n_block++];
    block->id = id;
    return &block->raw;
}

void report_count(struct hg_text *block, uint64_t count)
{
    do {
        const char byte = (char)((count & 127) | (count > 127 ? 128 : 0));
        hg_text_add(block, &byte, 1);
        count >>= 7;
    } while (count);
}

void report_signed(struct hg_text *block, int64_t value)
{
    const uint64_t bits = (uint64_t)value;
    report_count(block, value < 0 ? ~(bits << 1) : bits << 1);
}

static void add_bytes(struct hg_text *block, uint64_t bits, size_t n)
{
    char byte[8];
    for (size_t i = 0; i < n; i++)
        byte[i] = (char)(bits >> 8 * i & 255);
    hg_text_add(block, byte, n);
}

void report_double(struct hg_text *block, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    add_bytes(block, bits, sizeof(bits));
}

void report_float(struct hg_text *block, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof(bits));
    add_bytes(block, bits, sizeof(bits));
}

static enum hg_status pack(void *context, size_t index, unsigned worker,
                           struct hg_error *err)
{
    struct report_block *block = &((struct report *)context)->block[index];
    (void)worker;
    if (block->raw.failed)
        return no_memory(err, "report.html");
    const enum hg_status status =
        hg_zlib(block->raw.bytes ? block->raw.bytes : "", block->raw.length,
                &block->packed, &block->n_packed, err);
    free(block->raw.bytes);
    block->raw = (struct hg_text){0};
    return status;
}

/* JSON inside a script element: what could end the element is written as an escape, which
 * JSON allows in strings, and nowhere else do these letters occur. */
static void add_facts(struct hg_text *page, const char *json)
{
    for (const char *c = json; *c; c++)
        if (*c == '<' || *c == '>' || *c == '&')
            hg_text_print(page, "\\u%04x", *c);
        else
            hg_text_add(page, c, 1);
}

static void add_asset(struct hg_text *page, struct report_asset asset)
{
    hg_text_add(page, (const char *)asset.bytes, asset.length);
}

static void add_page(struct hg_text *page, const struct report *report, const char *facts)
{
    const struct job *job = report->job;
    add_asset(page, report_before_title);
    hg_text_add_xml(page,
                    *job->study->maps.title ? job->study->maps.title : job->study->name);
    add_asset(page, report_before_data);
    hg_text_print(page, "<script type=\"application/json\" id=\"facts\">");
    add_facts(page, facts);
    hg_text_print(page, "</script>\n");
    for (size_t i = 0; i < report->n_block; i++) {
        hg_text_print(page, "<script type=\"application/octet-stream\" id=\"data-%s\">",
                      report->block[i].id);
        hg_text_add_base64(page, report->block[i].packed, report->block[i].n_packed);
        hg_text_print(page, "</script>\n");
    }
    add_asset(page, report_after_data);
}

static enum hg_status fill(struct report *report, struct hg_error *err)
{
    report_part *const part[] = {
        report_grid,   report_emissions, report_plants, report_shares, report_details,
        report_shapes, report_hotspots,  report_layers, report_levers, report_facts};
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < sizeof(part) / sizeof(part[0]); i++)
        status = part[i](report, err);
    if (status == HG_OK)
        status = hg_parallel(report->job->threads, report->n_block, pack, report, err);
    return status;
}

/* Bytes of E before compression that a page may have: no browser opens much larger ones
 * at ease. */
enum { MOST_BYTES = 48000000, WEIGHT_BYTES = 3, POINT_BYTES = 12 };

static bool is_too_large(const struct job *job)
{
    const struct hg_emissions *e = job->emissions;
    uint64_t bytes = POINT_BYTES * (uint64_t)e->n_point;
    for (size_t p = 0; p < e->n_panel; p++)
        bytes += WEIGHT_BYTES * (uint64_t)e->panel[p].n_column * e->panel[p].n_cell;
    return bytes > MOST_BYTES;
}

bool report_is_wanted(const struct job *job)
{
    return job->markets && job->placed && job->maps && job->study->report &&
           !is_too_large(job);
}

enum hg_status write_report(struct job *job, struct hg_error *err)
{
    if (!report_is_wanted(job)) {
        if (job->maps && job->markets && job->study->report)
            hg_log_print(job->options->log, HG_LOG_WARNING,
                         "report.html is left out: the emissions of this study are too "
                         "many for a page (%zu points, %zu regions of cells)",
                         job->emissions->n_point, job->emissions->n_panel);
        return HG_OK;
    }
    struct report report = {.job = job, .facts = json_object(), .ok = true};
    struct hg_text page = {0};
    char *facts = NULL;
    enum hg_status status = fill(&report, err);
    if (status == HG_OK && report.ok)
        facts =
            json_dumps(report.facts, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENSURE_ASCII);
    if (facts) {
        add_page(&page, &report, facts);
        status = job_commit_text(job, "report.html", &page, err);
    } else if (status == HG_OK) {
        status = no_memory(err, "report.html");
    }
    free(facts);
    json_decref(report.facts);
    for (size_t i = 0; i < report.n_block; i++) {
        free(report.block[i].raw.bytes);
        free(report.block[i].packed);
    }
    return status;
}
