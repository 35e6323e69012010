#ifndef CDCMTK_FILE_HPP
#define CDCMTK_FILE_HPP

#include "CDCMTK.h"
#include "plain_image.hpp"

#include "dcmtk/config/osconfig.h"

#include "dcmtk/dcmdata/dcfcache.h"
#include "dcmtk/dcmdata/dctk.h"

#include <cstdio>
#include <exception>
#include <memory>
#include <optional>
#include <vector>

namespace cdcmtk {

/// Which fragments of encapsulated pixel data make which frame.
struct FrameMap {
    /// All fragments behind the Basic Offset Table.
    std::vector<DcmPixelItem *> fragments;
    /// For every frame its first fragment, and the number of fragments at the end; empty when frames cannot be told apart.
    std::vector<size_t> starts;
};

} // namespace cdcmtk

struct cdcmtk_file {
    /// What DCMTK made of the file; empty while `plain` suffices.
    DcmFileFormat format;
    /// Keeps the file open between partial reads of one element.
    DcmFileCache cache;
    std::optional<cdcmtk_pixels> pixels;
    std::optional<cdcmtk::FrameMap> frames;
    /// The file as a plain image; null when it is none.
    std::unique_ptr<cdcmtk::PlainImage> plain;
    /// False when the file is damaged before its pixels.
    bool is_header_whole = true;
};

namespace cdcmtk {

inline DcmItem *unwrap(cdcmtk_item *item) { return reinterpret_cast<DcmItem *>(item); }

inline cdcmtk_item *wrap(DcmItem *item) { return reinterpret_cast<cdcmtk_item *>(item); }

/// Fills the error and returns its code.
inline int32_t fail(cdcmtk_error *error, int32_t code, const char *text) {
    error->code = code;
    std::snprintf(error->text, sizeof error->text, "%s", text);
    return code;
}

/// The element of an item itself, not of its sequences; null when absent or empty of meaning.
inline DcmElement *find(DcmItem *item, uint16_t group, uint16_t element) {
    DcmElement *found = nullptr;
    return item->findAndGetElement(DcmTagKey(group, element), found).good() ? found : nullptr;
}

/// The dataset of the file, or one of its items; what was read as a plain image becomes DCMTK's objects, all but the pixels.
DcmItem *container(cdcmtk_file &file, cdcmtk_item *item);

/// Runs `body`, turning any exception into `otherwise`.
template <typename Result, typename Body> Result guarded(Result otherwise, Body body) {
    try {
        return body();
    } catch (...) {
        return otherwise;
    }
}

/// Which part of which frame is wanted.
struct Window {
    uint32_t frame, x, y, width, height;
};

/// The element Pixel Data; null when there is none.
DcmPixelData *pixel_data(cdcmtk_file &file);

/// Joins the fragments of one frame; empty when it holds no byte, or when frames cannot be told apart.
std::vector<uint8_t> frame_bytes(cdcmtk_file &file, const cdcmtk_pixels &pixels, uint32_t frame);

/// The fragments of encapsulated pixel data, by frame; found once and kept.
const FrameMap &frame_map(cdcmtk_file &file, const cdcmtk_pixels &pixels);

/// Copies the window of a frame's cells, which lie row by row from (0, 0), as stored values.
void unpack_window(const uint8_t *cells, const cdcmtk_pixels &pixels, Window window, int32_t *out);

/// Decodes the window of a JPEG 2000 frame into one value per pixel, with the sign of `pixels`, whatever that of the codestream.
int32_t decode_jpeg2000(std::vector<uint8_t> bytes, const cdcmtk_pixels &pixels, Window window, int32_t *out, cdcmtk_error *error);

/// Decodes the window of an RLE frame; segments that hold too few bytes are refused.
int32_t decode_rle(const std::vector<uint8_t> &bytes, const cdcmtk_pixels &pixels, Window window, int32_t *out, cdcmtk_error *error);

/// Decodes the window of a frame by DCMTK's decoder for the file's transfer syntax, JPEG or JPEG-LS.
int32_t decode_jpeg(cdcmtk_file &file, const std::vector<uint8_t> &bytes, const cdcmtk_pixels &pixels, Window window, int32_t *out, cdcmtk_error *error);

} // namespace cdcmtk

#endif
