#ifndef CDCMTK_WRITE_H
#define CDCMTK_WRITE_H

#include "cdcmtk_error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

#ifdef __cplusplus
extern "C" {
#endif

/// A data set under construction; one thread at a time.
///
/// Elements go to the item opened last, or to the data set itself when none is open. The functions that return `bool` return
/// false and fill `error` when they fail.
typedef struct cdcmtk_writer cdcmtk_writer;

/// Starts an empty data set; NULL on failure.
cdcmtk_writer *_Nullable cdcmtk_writer_create(cdcmtk_error *error);

/// Frees the data set.
void cdcmtk_writer_destroy(cdcmtk_writer *writer);

/// Sets an element from its text: several values are separated by backslashes, numbers are written as decimals.
bool cdcmtk_writer_put_text(cdcmtk_writer *writer, uint16_t group, uint16_t element, const char *text, cdcmtk_error *error);

/// Sets Pixel Data from 16-bit words in the machine's byte order.
bool cdcmtk_writer_put_pixels(cdcmtk_writer *writer, const uint16_t *words, size_t count, cdcmtk_error *error);

/// Sets Pixel Data from bytes, an even number of them, as OB: images of 8 bits and bitmaps.
bool cdcmtk_writer_put_pixel_bytes(cdcmtk_writer *writer, const uint8_t *bytes, size_t count, cdcmtk_error *error);

/// Appends an item to a sequence and opens it.
bool cdcmtk_writer_open_item(cdcmtk_writer *writer, uint16_t group, uint16_t element, cdcmtk_error *error);

/// Closes the item opened last.
bool cdcmtk_writer_close_item(cdcmtk_writer *writer, cdcmtk_error *error);

/// Where encapsulated pixel data say which fragments belong to which frame.
enum { CDCMTK_TABLE_NONE = 0, CDCMTK_TABLE_BASIC = 1, CDCMTK_TABLE_EXTENDED = 2 };

/// How the compressed frames are laid out.
typedef struct {
    uint32_t fragments_per_frame; ///< At least 1.
    int32_t table;                ///< One of CDCMTK_TABLE_….
} cdcmtk_encapsulation;

/// Writes a DICOM file in the transfer syntax of this UID; an encapsulated one compresses every frame, without loss where the syntax allows it.
bool cdcmtk_writer_save(
    cdcmtk_writer *writer, const char *path, const char *transfer_syntax, cdcmtk_encapsulation encapsulation, cdcmtk_error *error);

#ifdef __cplusplus
}
#endif

#pragma clang assume_nonnull end

#endif
