import Foundation
import Kernels
import Voxels

/// Turns a bounding box to a local minimum of its volume.
///
/// Around a box the volume is a function of three angles that falls to sharp minima, where edges of the hull come to lie in faces. The simplex method
/// of Nelder and Mead (1965), which needs no derivatives, goes there; it starts anew, with larger steps, until it finds nothing better. Between
/// its rounds the box turns about each of its axes to the smallest rectangle, which lies flush with an edge of the projection.
struct BoxDescent {
    /// All vertices of the hull.
    private let cloud: PointCloud
    /// A length in mm that no two vertices exceed: the diagonal of the box along the grid.
    private let reach: Double
    /// The largest turn of one round in radians: only the vertices that can touch a face within it are looked at.
    private let largestTurn: Double

    /// - Parameter largestTurn: the largest turn of one round, in radians.
    init(_ cloud: PointCloud, largestTurn: Double) {
        self.cloud = cloud
        self.largestTurn = largestTurn
        reach = cloud.extent(along: SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)).length
    }

    /// The box at the end of all turns that make it smaller.
    func descended(from start: BoxFrame) -> BoxFrame {
        var box = start
        for _ in 0..<50 {
            let rounds = [turned(box), settled(box, step: largestTurn / 3)]
            guard let best = rounds.min(by: { $0.volume < $1.volume }), best.isBetter(than: box) else { break }
            box = best
        }
        return box
    }

    /// The best box that shares an axis with this one.
    private func turned(_ box: BoxFrame) -> BoxFrame {
        box.axes.compactMap { BoxFrame(around: cloud, normal: $0) }.min { $0.volume < $1.volume } ?? box
    }

    /// The box at the end of one round of simplices that begins with steps of `step` radians about the box's axes.
    private func settled(_ box: BoxFrame, step: Double) -> BoxFrame {
        let near = self.near(box)
        func volume(_ turn: SIMD3<Double>) -> Double {
            let angle = turn.length
            guard angle <= largestTurn else { return .infinity }
            let axes = box.axes(after: turn)
            let size = near.extent(along: axes.0, axes.1, axes.0.cross(axes.1))
            return size.x * size.y * size.z
        }
        let corners = [SIMD3<Double>.zero, SIMD3(step, 0, 0), SIMD3(0, step, 0), SIMD3(0, 0, step)]
        var simplex = corners.map { (turn: $0, volume: volume($0)) }
        for _ in 0..<500 {
            simplex.sort { $0.volume < $1.volume }
            guard (1..<4).contains(where: { (simplex[$0].turn - simplex[0].turn).length > 1e-13 }) else { break }
            let middle = (simplex[0].turn + simplex[1].turn + simplex[2].turn) / 3
            func along(_ share: Double) -> (turn: SIMD3<Double>, volume: Double) {
                let turn = middle + share * (simplex[3].turn - middle)
                return (turn, volume(turn))
            }
            let reflected = along(-1)
            if reflected.volume < simplex[0].volume {
                let expanded = along(-2)
                simplex[3] = expanded.volume < reflected.volume ? expanded : reflected
            } else if reflected.volume < simplex[2].volume {
                simplex[3] = reflected
            } else {
                let contracted = reflected.volume < simplex[3].volume ? along(-0.5) : along(0.5)
                if contracted.volume < min(reflected.volume, simplex[3].volume) {
                    simplex[3] = contracted
                } else {
                    for corner in 1..<4 {
                        let turn = (simplex[corner].turn + simplex[0].turn) / 2
                        simplex[corner] = (turn, volume(turn))
                    }
                }
            }
        }
        let best = simplex.min { $0.volume < $1.volume } ?? (turn: .zero, volume: box.volume)
        let axes = box.axes(after: best.turn)
        return BoxFrame(around: cloud, first: axes.0, second: axes.1)
    }

    /// The vertices that can touch a face while no axis turns further than one round allows.
    private func near(_ box: BoxFrame) -> PointCloud {
        let margin = reach * largestTurn
        let bounds = box.axes.map { cloud.bounds(along: $0) }
        return PointCloud(
            cloud.points.filter { point in
                (0..<3).contains { axis in
                    let along = point.dot(box.axes[axis])
                    return along <= bounds[axis].lower + margin || along >= bounds[axis].upper - margin
                }
            })
    }
}

extension BoxFrame {
    /// The first two axes after a turn, whose direction and length in radians are those of a vector in the box's own axes (Rodrigues' formula).
    fileprivate func axes(after turn: SIMD3<Double>) -> (SIMD3<Double>, SIMD3<Double>) {
        let angle = turn.length
        guard angle > 0 else { return (axes[0], axes[1]) }
        let about = (axes[0] * turn.x + axes[1] * turn.y + axes[2] * turn.z) / angle
        func turned(_ axis: SIMD3<Double>) -> SIMD3<Double> {
            let along = about * about.dot(axis)
            return (axis - along) * cos(angle) + about.cross(axis) * sin(angle) + along
        }
        return (turned(axes[0]), turned(axes[1]))
    }
}
