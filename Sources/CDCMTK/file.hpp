#ifndef CDCMTK_FILE_HPP
#define CDCMTK_FILE_HPP

#include "CDCMTK.h"
#include "plain_image.hpp"

#include "dcmtk/config/osconfig.h"

#include "dcmtk/dcmdata/dctk.h"

#include <cstdio>
#include <exception>
#include <vector>

struct cdcmtk_file {
    /// What DCMTK made of the file; empty while `plain` suffices.
    DcmFileFormat format;
    /// The file as a plain image; null when it is none.
    std::unique_ptr<cdcmtk::PlainImage> plain;
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

/// Joins the fragments of one frame: all of them for a single frame, one each, or as the offset table says; empty when they cannot be told apart.
std::vector<uint8_t> frame_bytes(DcmPixelSequence &sequence, uint32_t frames, uint32_t frame);

/// Whether the RLE segments of a frame hold all its bytes; DCMTK's decoder would make up the missing ones.
bool is_whole_rle_frame(DcmPixelData &data, const cdcmtk_pixels &pixels, uint32_t frame);

/// Decodes one JPEG 2000 frame into one value per pixel, with `bits_stored` and the sign of `pixels`.
int32_t decode_jpeg2000(DcmPixelData &data, E_TransferSyntax syntax, const cdcmtk_pixels &pixels, uint32_t frame, int32_t *out, cdcmtk_error *error);

} // namespace cdcmtk

#endif
