/*
 * stop.h - SIGINT and SIGTERM as a flag, so that work ends between two files
 */
#ifndef HG_STOP_H
#define HG_STOP_H

#include <hotgrid/error.h>

/* From now on SIGINT and SIGTERM only set a flag, which hg_stop_requested() returns
 * (0, or the signal); the second signal ends the process. */
void hg_stop_catch(void);
int hg_stop_requested(void);

/* HG_E_STOPPED with a message when a stop was requested, else HG_OK. */
HG_MUST_CHECK enum hg_status hg_stop_check(struct hg_error *err);

#endif
