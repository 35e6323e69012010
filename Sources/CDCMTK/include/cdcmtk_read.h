#ifndef CDCMTK_READ_H
#define CDCMTK_READ_H

#include "cdcmtk_error.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// An open DICOM file. One thread at a time may use it.
typedef struct cdcmtk_file cdcmtk_file;
/// An item of a sequence; it belongs to the file and dies with it. Where one is asked for, null is the file's dataset.
typedef struct cdcmtk_item cdcmtk_item;

/// The values of `cdcmtk_error.code` on reading.
enum {
    CDCMTK_UNREADABLE = 1,   ///< The file cannot be opened or read.
    CDCMTK_EMPTY = 2,        ///< The file has no byte.
    CDCMTK_NOT_DICOM = 3,    ///< The content is not DICOM.
    CDCMTK_DAMAGED = 4,      ///< DICOM, but truncated or malformed.
    CDCMTK_UNSUPPORTED = 5,  ///< DICOM, but of a kind that is not read here.
    CDCMTK_NO_PIXELS = 6,    ///< The object has no pixel data.
    CDCMTK_SHORT_PIXELS = 7, ///< The pixel data are shorter than the header says.
    CDCMTK_UNDECODABLE = 8,  ///< The decoder refuses the pixel data.
    CDCMTK_FAILED = 9,       ///< Anything else, such as a lack of memory.
    CDCMTK_NOT_FOUND = 10    ///< There is no such file.
};

/// Opens a file, recognised by its content. Values longer than 4 KiB stay on disk until they are asked for, unless `whole` is not 0.
///
/// Returns null on failure. A file that is damaged behind a readable header is opened, with `error.code` CDCMTK_DAMAGED.
/// Text is converted to UTF-8 by the file's Specific Character Set.
cdcmtk_file *_Nullable cdcmtk_open(const char *path, int32_t whole, cdcmtk_error *error);

/// Not 0 when the file's header is looked at in place, rather than by DCMTK.
int32_t cdcmtk_is_plain(cdcmtk_file *file);

/// Closes a file.
void cdcmtk_close(cdcmtk_file *file);

/// Copies the Transfer Syntax UID, without its zero byte; returns its length, or -1 when it is not known.
long cdcmtk_transfer_syntax(cdcmtk_file *file, char *_Nullable out, size_t capacity);

/// The name of a UID in the DICOM dictionary, a constant, or null.
const char *_Nullable cdcmtk_uid_name(const char *uid);

/// Copies an element's text (values separated by backslash) without surrounding padding and without a zero byte.
///
/// Returns the length of the whole text, of which at most `capacity` bytes are copied; -1 when the element is absent or no text.
long cdcmtk_string(
    cdcmtk_file *file, cdcmtk_item *_Nullable item, uint16_t group, uint16_t element, char *_Nullable out, size_t capacity);

/// Copies an element's numbers, whatever its value representation (DS, IS, US, SS, UL, SL, FL, FD).
///
/// Returns how many there are, of which at most `capacity` are copied; -1 when the element is absent, -2 when it holds no numbers, or one that is not finite.
long cdcmtk_numbers(
    cdcmtk_file *file, cdcmtk_item *_Nullable item, uint16_t group, uint16_t element, double *_Nullable out, size_t capacity);

/// Copies the bytes of an element of unknown value representation (UN), as private ones are in an implicit transfer syntax, or of bytes (OB).
///
/// Returns how many there are, of which at most `capacity` are copied; -1 when the element is absent, empty, or of another representation.
long cdcmtk_bytes(
    cdcmtk_file *file, cdcmtk_item *_Nullable item, uint16_t group, uint16_t element, uint8_t *_Nullable out, size_t capacity);

/// Copies the handles of a sequence's items; returns how many there are, or -1 when there is no such sequence.
long cdcmtk_items(
    cdcmtk_file *file, cdcmtk_item *_Nullable item, uint16_t group, uint16_t element, cdcmtk_item *_Nullable *_Nullable out, size_t capacity);

/// Not 0 when the file is sound, or at least as far as its pixels.
int32_t cdcmtk_is_header_whole(cdcmtk_file *file);

/// Is told of an element: its tag, the two letters of its value representation, and the bytes of its value, valid during the call.
///
/// The bytes are there for texts, bytes (OB) and unknown representations (UN) of at most 1 MiB; else there is none.
typedef void (*cdcmtk_visitor)(
    void *_Nullable context, uint16_t group, uint16_t element, const char *vr, const uint8_t *_Nullable bytes, size_t length);

/// Shows every element of the file but sequences, those of the items within them too: first the meta information, then the dataset.
///
/// The visitor must not throw. Returns 0, or `error.code`.
int32_t cdcmtk_walk(cdcmtk_file *file, cdcmtk_visitor visit, void *_Nullable context);

/// Which element holds the pixels.
enum { CDCMTK_PIXELS_NONE = 0, CDCMTK_PIXELS_INTEGER = 1, CDCMTK_PIXELS_FLOAT = 2 };

/// The header's description of the pixels, and what the file holds.
typedef struct {
    int32_t kind;              ///< One of CDCMTK_PIXELS_….
    int32_t encapsulated;      ///< Not 0 when the pixels are compressed.
    uint32_t rows, columns, samples_per_pixel, frames;
    uint32_t bits_allocated, bits_stored, high_bit, pixel_representation;
    uint32_t fragments;        ///< The number of fragments that hold bytes, when encapsulated.
    uint64_t length;           ///< The bytes of the native pixel data, or of all fragments.
    uint64_t expected_length;  ///< The bytes that native pixel data of this description have.
} cdcmtk_pixels;

/// Describes the pixels of a file; `bits_stored` and `high_bit` follow `bits_allocated` where the header does not say.
void cdcmtk_describe_pixels(cdcmtk_file *file, cdcmtk_pixels *out);

/// Reads a window of one frame of a monochrome image of 1, 8, 16 or 32 bits as stored values, row by row, with the sign that the header says.
///
/// Only the frame's own bytes are read, of native pixels only the window's rows. Unsigned 32-bit values are copied as their bit pattern.
/// Single bits (DICOM PS3.5 8.1.1) are 0 or 1.
/// Returns 0, or `error.code`.
int32_t cdcmtk_read_frame(
    cdcmtk_file *file, uint32_t frame, uint32_t x, uint32_t y, uint32_t width, uint32_t height, int32_t *out, cdcmtk_error *error);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#endif
