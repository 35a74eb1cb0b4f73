/* trade_source.c - the trade table of a study, as its reader wants it */
#include "study/job.h"

struct hg_mrio_source job_trade_source(const struct job *job)
{
    const struct hg_study *study = job->study;
    return (struct hg_mrio_source){
        .format = study->trade.format,
        .path = study->trade.path,
        .z = study->trade.z,
        .y = study->trade.y,
        .version = study->trade.version,
        .n_account = study->trade.n_emissions,
        .account = study->trade.emissions,
        .cache = job->options->cache ? job->options->cache : study->cache,
        .log = job->options->log,
        .threads = job->threads,
    };
}

struct hg_mrio_source job_nest_source(const struct job *job)
{
    struct hg_mrio_source source = job_trade_source(job);
    source.format = job->study->trade.nest.format;
    source.path = job->study->trade.nest.path;
    source.z = source.y = source.version = NULL;
    source.n_account = 0;
    source.n_buyer = job->study->trade.nest.abroad.n;
    source.buyer = job->study->trade.nest.abroad.word;
    return source;
}
