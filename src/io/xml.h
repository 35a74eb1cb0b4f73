/*
 * xml.h - the tags and texts of a part of a workbook, one after the other
 *
 * Just what workbooks need: no document types, no entities but the five of XML and
 * characters by number, names without their prefix.  Comments and instructions are passed
 * over, CDATA is text, and tabs and ends of lines are spaces.
 */
#ifndef HG_IO_XML_H
#define HG_IO_XML_H

#include <hotgrid/error.h>
#include <stdbool.h>
#include <stddef.h>

struct xml;

/* part: "xl/workbook.xml" of the archive at path.  *out is NULL where there is no such
 * part. */
HG_MUST_CHECK enum hg_status xml_open(const char *path, const char *part,
                                      struct xml **out, struct hg_error *err);
void xml_close(struct xml *xml); /* NULL is fine */

/* The next tag; false at the end.  Fails with HG_E_INPUT where the part is damaged. */
HG_MUST_CHECK enum hg_status xml_next(struct xml *xml, bool *more, struct hg_error *err);

/* Reads what is left, unseen: only at the end is it known whether the part is whole. */
HG_MUST_CHECK enum hg_status xml_finish(struct xml *xml, struct hg_error *err);

/* Of the tag just read: */
bool xml_opens(const struct xml *xml, const char *name);  /* <name ...> or <name/> */
bool xml_closes(const struct xml *xml, const char *name); /* </name> or <name/> */

/* The text between the tag before and this one, its entities replaced. */
const char *xml_text(const struct xml *xml);

/* An attribute of an opening tag, without its prefix; NULL when it has none.  Valid until
 * the next call. */
const char *xml_attribute(struct xml *xml, const char *name);

HG_PRINTF(3, 4)
HG_MUST_CHECK enum hg_status xml_fail(const struct xml *xml, struct hg_error *err,
                                      const char *fmt, ...);

#endif
