import Foundation
import Voxels

/// A file that nothing can be computed from, as archives hold them.
public struct BadFile: Sendable {
    /// What is wrong with it.
    public enum Fault: Sendable, Hashable {
        /// A series whose file with this place in the list was not copied whole: the second half is missing. It has a structure set.
        case truncatedImage(Int)
        /// A structure set over a series that is not there.
        case unpairedStructureSet
        /// A screenshot in RGB: Secondary Capture Image Storage.
        case colourCapture
        /// A text file with the name of a DICOM file.
        case text
        /// A file of zero length.
        case empty
    }

    /// What is wrong with it.
    public var fault: Fault
    /// Whose it is.
    public var patient: ArchivePatient
    /// Of which study.
    public var study: ArchiveStudy

    /// Describes a bad file.
    public init(_ fault: Fault, patient: ArchivePatient, study: ArchiveStudy) {
        self.fault = fault
        self.patient = patient
        self.study = study
    }

    /// Writes it into `PATIENT-ID/DATE_…`, with what belongs to it.
    ///
    /// - Throws: `PhantomError` when a file cannot be written.
    func write(to archive: URL) throws {
        let folder = archive.appending(path: "\(patient.id)/\(study.date)_\(folderName)")
        switch fault {
        case .truncatedImage(let place):
            let written = try writer().write(
                volume: phantom.volume(), structures: phantom.structures, to: folder, imageFolder: "002_INTERRUPTED",
                structureSet: "RTSTRUCT/RS0001")
            guard written.images.indices.contains(place) else {
                throw PhantomError(.value, "there is no image \(place) to be truncated, but \(written.images.count)")
            }
            let file = written.images[place]
            try save(try Data(contentsOf: file).prefixHalf, to: file)
        case .unpairedStructureSet:
            let written = try writer(reference: .otherSeries).write(
                volume: phantom.volume(), structures: phantom.structures, to: folder, imageFolder: "images", structureSet: "RS0001")
            guard let images = written.images.first?.deletingLastPathComponent() else { return }
            try FileManager.default.removeItem(at: images)
        case .colourCapture:
            try writer().makeFolder(folder)
            try capture.write(to: folder.appending(path: "SC0001.dcm"), transferSyntax: .explicitVRLittleEndian)
        case .text: try save(Data("The images are on the other disc.\n".utf8), to: folder.appending(path: "IM0001.dcm"))
        case .empty: try save(Data(), to: folder.appending(path: "IM0002.dcm"))
        }
    }

    private var folderName: String {
        switch fault {
        case .truncatedImage: "CT"
        case .unpairedStructureSet: "RTSTRUCT"
        case .colourCapture: "SCREEN"
        case .text, .empty: "REST"
        }
    }

    private func writer(reference: SeriesReference = .complete) -> DICOMSeriesWriter {
        DICOMSeriesWriter(patient: patient, study: study, seriesDescription: "Interrupted", reference: reference)
    }

    /// A ball on 32 × 32 × 8 voxels of 2 × 2 × 3 mm.
    private var phantom: Phantom {
        let grid = Grid(size: [32, 32, 8], spacing: [2, 2, 3], centre: .zero, direction: .axial)
        return Phantom(
            name: "ball", grid: grid, background: .uniform(-1000),
            part: Phantom.Part(name: "GTV-1", shape: Shape(.sphere(radius: 9)), pattern: .uniform(40)))
    }

    /// Secondary Capture Image Storage (DICOM PS3.3 A.8.1) in RGB: 16 × 16 pixels.
    private var capture: DataSet {
        let size = 16
        let uid = UniqueIdentifier.make("capture", writer().studyInstanceUID)
        var set = writer().header(modality: "OT", number: 900, description: "Screenshot", uid: uid)
        set.set(.sopClassUID, "1.2.840.10008.5.1.4.1.1.7")
        set.set(.sopInstanceUID, UniqueIdentifier.make("instance", uid))
        set.set(.instanceNumber, 1)
        set.set(Tag(0x0008, 0x0064), "WSD")
        set.set(.samplesPerPixel, 3)
        set.set(.photometricInterpretation, "RGB")
        set.set(Tag(0x0028, 0x0006), 0)
        set.set(.rows, size)
        set.set(.columns, size)
        set.set(.bitsAllocated, 8)
        set.set(.bitsStored, 8)
        set.set(.highBit, 7)
        set.set(.pixelRepresentation, 0)
        set.set(.pixelData, (0..<size * size).flatMap { [UInt8($0), UInt8(255 - $0), 90] })
        return set
    }

    private func save(_ data: Data, to file: URL) throws {
        do {
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try data.write(to: file)
        } catch {
            throw PhantomError(.write, "cannot write \(file.path): \(error.localizedDescription)")
        }
    }
}

extension Data {
    /// The first half.
    fileprivate var prefixHalf: Data { prefix(count / 2) }
}
