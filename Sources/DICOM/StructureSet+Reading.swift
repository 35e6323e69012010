extension StructureSet {
    /// RT Structure Set Storage.
    static let sopClassUID = "1.2.840.10008.5.1.4.1.1.481.3"

    /// Reads an RT Structure Set.
    ///
    /// - Throws: `DICOMError` when the file is no structure set, is damaged, or numbers two regions alike.
    public init(path: String) throws(DICOMError) {
        let file = try DICOMFile(path: path, extent: .whole)
        if let damage = file.damage {
            throw DICOMError(.damagedFile, "the file is truncated or malformed; fetch it again from the archive", path: path, cause: damage)
        }
        let header = try StructureSetHeader(file: file)
        guard header.instance.sopClassUID == StructureSet.sopClassUID else {
            throw DICOMError(.notStructureSet, "the object is no RT Structure Set but \(header.instance.sopClassName)", path: path)
        }
        var contours: [Int: [Contour]] = [:]
        for item in file.dataset.items(.roiContourSequence) {
            guard let number = try item.integer(.referencedROINumber) else {
                throw DICOMError(.damagedFile, "a contour sequence has no Referenced ROI Number; correct the structure set", path: path)
            }
            contours[number, default: []] += item.items(.contourSequence).map(Contour.init)
        }
        self.init(header: header, contours: contours)
    }
}

extension StructureSetHeader {
    init(file: DICOMFile) throws(DICOMError) {
        let dataset = file.dataset
        let frames = dataset.items(.referencedFrameOfReferenceSequence)
        let series = frames.flatMap { $0.items(.rtReferencedStudySequence) }.flatMap { $0.items(.rtReferencedSeriesSequence) }
        var drawn: [Int: [Contour]] = [:]
        for item in dataset.items(.roiContourSequence) {
            guard let number = try? item.integer(.referencedROINumber) else { continue }
            let contours = item.items(.contourSequence)
            if !contours.isEmpty { drawn[number, default: []] += contours.map(Contour.init) }
        }
        var rois: [ROI] = []
        for item in dataset.items(.structureSetROISequence) {
            guard let number = try item.integer(.roiNumber), !rois.contains(where: { $0.number == number }) else {
                throw DICOMError(.damagedFile, "ROI Numbers are missing or not unique; correct the structure set", path: file.path)
            }
            let frame = item.string(.referencedFrameOfReferenceUID)
            rois.append(
                ROI(
                    number: number, name: item.string(.roiName) ?? "", frameOfReferenceUID: frame, hasContours: drawn[number] != nil,
                    extent: drawn[number].flatMap(ContourExtent.init)))
        }
        let frameUIDs =
            [dataset.string(.frameOfReferenceUID)] + frames.map { $0.string(.frameOfReferenceUID) } + rois.map(\.frameOfReferenceUID)
        self.init(
            instance: try InstanceHeader(file: file), label: dataset.string(.structureSetLabel),
            referencedSeriesUIDs: unique(series.compactMap { $0.string(.seriesInstanceUID) }),
            referencedSOPInstanceUIDs: Set(
                series.flatMap { $0.items(.contourImageSequence) }.compactMap { $0.string(.referencedSOPInstanceUID) }),
            frameOfReferenceUIDs: unique(frameUIDs.compactMap { $0 }),
            rois: rois)
    }
}

extension Contour {
    fileprivate init(_ item: DICOMItem) {
        let numbers = (try? item.numbers(.contourData)) ?? []
        let count = numbers.count / 3
        self.init(
            geometricType: item.string(.contourGeometricType) ?? "",
            points: (0..<count).map { SIMD3(numbers[3 * $0], numbers[3 * $0 + 1], numbers[3 * $0 + 2]) },
            isComplete: count > 0 && numbers.count == 3 * count, numberOfContourPoints: try? item.integer(.numberOfContourPoints))
    }
}

/// The values in their order, each once.
private func unique(_ values: [String]) -> [String] {
    var seen: Set<String> = []
    return values.filter { seen.insert($0).inserted }
}
