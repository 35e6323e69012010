#ifndef CDCMTK_ERROR_H
#define CDCMTK_ERROR_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What went wrong: a code (0 is success) and a text that ends with a zero byte.
typedef struct {
    int32_t code;
    char text[508];
} cdcmtk_error;

/// Loads the dictionary, registers the decoders and silences DCMTK's own log; safe to call from any thread, any number of times.
void cdcmtk_initialize(void);

#ifdef __cplusplus
}
#endif

#endif
