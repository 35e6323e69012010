#include "file.hpp"

#include <cstring>

namespace {

/// Values longer than this are pixels or the like, and not shown.
constexpr uint32_t longest_value = 1u << 20;

/// What walks: whom to tell, and with what.
struct Walker {
    cdcmtk_visitor visit;
    void *context;

    void tell(DcmElement &element, const void *bytes, size_t length) const {
        const DcmTag &tag = element.getTag();
        const char *name = tag.getVRName();
        const char vr[2] = {name[0], name[1]};
        visit(context, tag.getGroup(), tag.getElement(), vr, static_cast<const uint8_t *>(bytes), length);
    }

    void show(DcmElement &element) const {
        if (element.getLengthField() > longest_value || element.getTag() == DCM_PixelData) return tell(element, nullptr, 0);
        char *text = nullptr;
        Uint32 length = 0;
        Uint8 *bytes = nullptr;
        if (DcmVR(element.ident()).isaString()) {
            if (element.getString(text, length).good() && text != nullptr) return tell(element, text, length);
        } else if (element.ident() == EVR_UN || element.ident() == EVR_OB) {
            if (element.getUint8Array(bytes).good() && bytes != nullptr) return tell(element, bytes, element.getLength());
        }
        tell(element, nullptr, 0);
    }

    void walk(DcmItem &item) const {
        for (DcmObject *child = item.nextInContainer(nullptr); child != nullptr; child = item.nextInContainer(child)) {
            if (auto *sequence = dynamic_cast<DcmSequenceOfItems *>(child)) {
                for (DcmObject *entry = sequence->nextInContainer(nullptr); entry != nullptr; entry = sequence->nextInContainer(entry)) {
                    if (auto *inner = dynamic_cast<DcmItem *>(entry)) walk(*inner);
                }
            } else if (auto *element = dynamic_cast<DcmElement *>(child)) {
                show(*element);
            }
        }
    }
};

} // namespace

extern "C" int32_t cdcmtk_is_header_whole(cdcmtk_file *file) { return file->is_header_whole ? 1 : 0; }

extern "C" int32_t cdcmtk_walk(cdcmtk_file *file, cdcmtk_visitor visit, void *context) {
    return cdcmtk::guarded(static_cast<int32_t>(CDCMTK_FAILED), [&]() -> int32_t {
        const Walker walker{visit, context};
        DcmItem *dataset = cdcmtk::container(*file, nullptr);
        walker.walk(*file->format.getMetaInfo());
        walker.walk(*dataset);
        return 0;
    });
}
