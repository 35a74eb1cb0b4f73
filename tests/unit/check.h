/* check.h - cmocka with its includes, and the two assertions that every test needs */
#ifndef HG_TEST_CHECK_H
#define HG_TEST_CHECK_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* a and b are within a relative tolerance of each other (absolute below 1e-300). */
#define assert_near(a, b, relative)                                                      \
    do {                                                                                 \
        const double near_a_ = (a), near_b_ = (b);                                       \
        const double near_m_ = fmax(fabs(near_a_), fabs(near_b_));                       \
        if (!(fabs(near_a_ - near_b_) <= (relative)*near_m_ + 1e-300))                   \
            fail_msg("%s = %.17g, %s = %.17g, apart by %g relative", #a, near_a_, #b,    \
                     near_b_, near_m_ > 0 ? fabs(near_a_ - near_b_) / near_m_ : 0.0);    \
    } while (0)

/* status is HG_OK; err tells why not. */
#define assert_ok(status, err)                                                           \
    do {                                                                                 \
        const int ok_status_ = (int)(status);                                            \
        if (ok_status_ != 0)                                                             \
            fail_msg("%s: status %d: %s", #status, ok_status_, (err).message);           \
    } while (0)

#endif
