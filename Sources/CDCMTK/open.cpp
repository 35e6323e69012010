#include "file.hpp"
#include "shallow_stream.hpp"

#include "dcmtk/dcmdata/dcistrmb.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <utility>

namespace {

enum class Look { missing, unreadable, empty, part10, bare, other };

bool capital(uint8_t byte) { return byte >= 'A' && byte <= 'Z'; }

/// Whether the bytes begin like a dataset without preamble: an early element of group 0002 or 0008, with a possible length.
bool starts_dataset(const uint8_t *bytes, size_t count, uint64_t size) {
    if (count < 8) return false;
    const bool big = bytes[0] == 0;
    const unsigned group = big ? bytes[0] << 8 | bytes[1] : bytes[1] << 8 | bytes[0];
    const unsigned element = big ? bytes[2] << 8 | bytes[3] : bytes[3] << 8 | bytes[2];
    if ((group != 0x0008 && group != 0x0002) || element > 0x0020) return false;
    if (capital(bytes[4]) && capital(bytes[5])) return true;
    const uint64_t length = uint64_t(bytes[4]) | uint64_t(bytes[5]) << 8 | uint64_t(bytes[6]) << 16 | uint64_t(bytes[7]) << 24;
    return !big && length <= size - 8 && length < 4096;
}

Look look_at(const char *path) {
    std::error_code trouble;
    const std::filesystem::file_status status = std::filesystem::status(path, trouble);
    if (status.type() == std::filesystem::file_type::not_found) return Look::missing;
    if (!std::filesystem::is_regular_file(status)) return Look::unreadable;
    std::unique_ptr<FILE, int (*)(FILE *)> stream(std::fopen(path, "rb"), std::fclose);
    if (!stream) return Look::unreadable;
    uint8_t bytes[132];
    const size_t count = std::fread(bytes, 1, sizeof bytes, stream.get());
    if (std::ferror(stream.get())) return Look::unreadable;
    if (count == 0) return Look::empty;
    if (count == sizeof bytes && std::memcmp(bytes + 128, "DICM", 4) == 0) return Look::part10;
    if (std::fseek(stream.get(), 0, SEEK_END) != 0) return Look::unreadable;
    return starts_dataset(bytes, count, static_cast<uint64_t>(std::ftell(stream.get()))) ? Look::bare : Look::other;
}

bool names_class(DcmDataset &dataset) { return dataset.tagExistsWithValue(DCM_SOPClassUID); }

/// Converts text to UTF-8; text in the default repertoire or in UTF-8 already stays as it is.
void convert_text(DcmFileFormat &format) {
    OFString set;
    if (format.getDataset()->findAndGetOFStringArray(DCM_SpecificCharacterSet, set).bad()) return;
    if (set.empty() || set == "ISO_IR 6" || set == "ISO_IR 192") return;
    (void)format.getDataset()->convertToUTF8();
}

/// Drops elements that claim more bytes than the file has, so that nobody allocates them.
void drop_impossible(DcmDataset &dataset, uint64_t size) {
    for (unsigned long index = dataset.card(); index > 0; --index) {
        if (dataset.getElement(index - 1)->getLengthField() > size) delete dataset.remove(index - 1);
    }
}

OFCondition load(DcmFileFormat &format, DcmInputStream &stream, Uint32 longest) {
    if (stream.status().bad()) return stream.status();
    format.transferInit();
    const OFCondition status = format.read(stream, EXS_Unknown, EGL_noChange, longest);
    format.transferEnd();
    return status;
}

cdcmtk_file *refuse(cdcmtk_error *error, int32_t code, const char *text) {
    cdcmtk::fail(error, code, text);
    return nullptr;
}

cdcmtk_file *open_file(const char *path, bool whole, cdcmtk_error *error) {
    using namespace cdcmtk;
    if (std::unique_ptr<PlainImage> plain = whole ? nullptr : PlainImage::open(path)) {
        auto file = std::make_unique<cdcmtk_file>();
        file->plain = std::move(plain);
        return file.release();
    }
    const Look look = look_at(path);
    if (look == Look::missing) return refuse(error, CDCMTK_NOT_FOUND, "does not exist");
    if (look == Look::unreadable) return refuse(error, CDCMTK_UNREADABLE, "cannot be opened or read");
    if (look == Look::empty) return refuse(error, CDCMTK_EMPTY, "has no byte");
    if (look == Look::other) return refuse(error, CDCMTK_NOT_DICOM, "is not DICOM");

    auto file = std::make_unique<cdcmtk_file>();
    const uint64_t size = std::filesystem::file_size(path);
    const Uint32 longest = whole ? static_cast<Uint32>(std::min<uint64_t>(size, 0xFFFFFFFEu)) : 4096u;
    ShallowStream stream(path);
    const OFCondition status = load(file->format, stream, longest);
    if (stream.is_too_deep()) return refuse(error, CDCMTK_DAMAGED, "sequences are nested too deeply");
    DcmDataset &dataset = *file->format.getDataset();
    const bool has_pixels = dataset.tagExists(DCM_PixelData);
    if (status.bad()) drop_impossible(dataset, size);
    if (look == Look::bare && !names_class(dataset)) return refuse(error, CDCMTK_NOT_DICOM, "is not DICOM");
    if (status.bad()) {
        fail(error, CDCMTK_DAMAGED, status.text());
        file->is_header_whole = has_pixels;
        if (!names_class(dataset)) return nullptr;
    }
    convert_text(file->format);
    return file.release();
}

} // namespace

extern "C" cdcmtk_file *cdcmtk_open(const char *path, int32_t whole, cdcmtk_error *error) {
    error->code = 0;
    try {
        cdcmtk_initialize();
        return open_file(path, whole != 0, error);
    } catch (const std::exception &exception) {
        return refuse(error, CDCMTK_FAILED, exception.what());
    } catch (...) {
        return refuse(error, CDCMTK_FAILED, "unknown exception");
    }
}

extern "C" int32_t cdcmtk_is_plain(cdcmtk_file *file) { return file->plain ? 1 : 0; }

extern "C" void cdcmtk_close(cdcmtk_file *file) { delete file; }

DcmItem *cdcmtk::container(cdcmtk_file &file, cdcmtk_item *item) {
    if (item != nullptr) return unwrap(item);
    DcmDataset *dataset = file.format.getDataset();
    if (file.plain && dataset->card() == 0) {
        const std::vector<uint8_t> &header = file.plain->header();
        DcmInputBufferStream stream;
        stream.setBuffer(header.data(), static_cast<offile_off_t>(header.size()));
        stream.setEos();
        if (load(file.format, stream, 4096).bad()) throw std::runtime_error("a header that was sound is not");
        convert_text(file.format);
    }
    return dataset;
}
