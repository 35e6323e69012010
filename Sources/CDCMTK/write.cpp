#include "CDCMTK.h"

#include "dcmtk/config/osconfig.h"

#include "dcmtk/dcmdata/dcdeftag.h"
#include "dcmtk/dcmdata/dcfilefo.h"
#include "dcmtk/dcmdata/dcpixel.h"
#include "dcmtk/dcmdata/dcxfer.h"

#include "encoders.hpp"

#include <cstdio>
#include <exception>
#include <memory>
#include <vector>

struct cdcmtk_writer {
    DcmFileFormat format;
    std::vector<DcmItem *> items;

    DcmItem *current() { return items.empty() ? format.getDataset() : items.back(); }
};

namespace {

enum failure { refused_by_dcmtk = 1, exception_caught = 2, wrong_use = 3 };

bool fail(cdcmtk_error *error, failure code, const char *text) {
    error->code = code;
    std::snprintf(error->text, sizeof error->text, "%s", text);
    return false;
}

bool check(cdcmtk_error *error, const OFCondition &status) {
    return status.good() || fail(error, refused_by_dcmtk, status.text());
}

/// Runs `body` so that no exception leaves this file.
template <typename Body> bool guarded(cdcmtk_error *error, Body body) noexcept {
    try {
        return body();
    } catch (const std::exception &exception) {
        return fail(error, exception_caught, exception.what());
    } catch (...) {
        return fail(error, exception_caught, "unknown exception");
    }
}

} // namespace

extern "C" cdcmtk_writer *cdcmtk_writer_create(cdcmtk_error *error) {
    std::unique_ptr<cdcmtk_writer> writer;
    guarded(error, [&] {
        cdcmtk_initialize();
        writer = std::make_unique<cdcmtk_writer>();
        return true;
    });
    return writer.release();
}

extern "C" void cdcmtk_writer_destroy(cdcmtk_writer *writer) { delete writer; }

extern "C" bool cdcmtk_writer_put_text(cdcmtk_writer *writer, uint16_t group, uint16_t element, const char *text, cdcmtk_error *error) {
    return guarded(error, [&] { return check(error, writer->current()->putAndInsertString(DcmTag(group, element), text)); });
}

extern "C" bool cdcmtk_writer_put_pixels(cdcmtk_writer *writer, const uint16_t *words, size_t count, cdcmtk_error *error) {
    return guarded(error, [&] { return check(error, writer->current()->putAndInsertUint16Array(DCM_PixelData, words, count)); });
}

extern "C" bool cdcmtk_writer_put_pixel_bytes(cdcmtk_writer *writer, const uint8_t *bytes, size_t count, cdcmtk_error *error) {
    return guarded(error, [&] {
        if (count > 0xFFFFFFFEu) return fail(error, wrong_use, "more pixel data than a DICOM file can hold");
        return check(error, writer->current()->putAndInsertUint8Array(DCM_PixelData, bytes, static_cast<unsigned long>(count)));
    });
}

extern "C" bool cdcmtk_writer_open_item(cdcmtk_writer *writer, uint16_t group, uint16_t element, cdcmtk_error *error) {
    return guarded(error, [&] {
        constexpr long append = -2;
        DcmItem *item = nullptr;
        if (!check(error, writer->current()->findOrCreateSequenceItem(DcmTag(group, element), item, append))) return false;
        writer->items.push_back(item);
        return true;
    });
}

extern "C" bool cdcmtk_writer_close_item(cdcmtk_writer *writer, cdcmtk_error *error) {
    if (writer->items.empty()) return fail(error, wrong_use, "no item is open");
    writer->items.pop_back();
    return true;
}

extern "C" bool cdcmtk_writer_save(
    cdcmtk_writer *writer, const char *path, const char *transfer_syntax, cdcmtk_encapsulation encapsulation, cdcmtk_error *error) {
    return guarded(error, [&] {
        const DcmXfer syntax(transfer_syntax);
        if (syntax.getXfer() == EXS_Unknown) return fail(error, wrong_use, "unknown transfer syntax");
        DcmDataset *dataset = writer->format.getDataset();
        if (syntax.getXfer() == EXS_JPEG2000LosslessOnly) {
            if (!check(error, cdcmtk::compress_jpeg2000(*dataset))) return false;
        } else if (syntax.isEncapsulated()) {
            cdcmtk::register_encoders();
            if (!check(error, dataset->chooseRepresentation(syntax.getXfer(), nullptr))) return false;
        }
        if (syntax.isEncapsulated() && !check(error, cdcmtk::lay_out(*dataset, syntax.getXfer(), encapsulation))) return false;
        return check(error, writer->format.saveFile(path, syntax.getXfer(), EET_ExplicitLength, EGL_withoutGL, EPD_withoutPadding));
    });
}
