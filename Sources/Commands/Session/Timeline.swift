/// The cells of a session and the states they made, one after the other: what `undo` and `redo` move along.
///
/// States are values that share what they have in common, so that keeping one costs what its cell made.
public struct Timeline: Sendable {
  /// A cell that changed the state, and the state on the other side of it.
  private struct Step: Sendable {
    var cell: Int
    var workspace: Workspace
  }

  /// The cells, oldest first.
  public private(set) var cells: [CellRecord]
  /// Numbers of the states that led to the one in force, which is the last; 0 is the empty session.
  private var path = [0]
  private var lastState = 0
  /// What can be taken back, the next one last.
  private var past: [Step] = []
  /// What can be brought back, the next one last.
  private var future: [Step] = []

  /// How many cells can be taken back.
  public static let deepest = 50

  /// Cells that left the state as it was.
  public init(_ cells: [CellRecord] = []) { self.cells = cells }

  /// Cells that `undo` would take back, the next one first.
  public var undoable: [CellRecord] { past.reversed().compactMap { record($0.cell) } }

  /// Cells that `redo` would bring back, the next one first.
  public var redoable: [CellRecord] { future.reversed().compactMap { record($0.cell) } }

  /// The cells that the state in force comes from, or that looked at a state it comes from, in an order in which they
  /// give the same again: each on the state that it found. What `reset` left behind is not among them. O(cells).
  public var standing: [CellRecord] {
    let byState = Dictionary(grouping: cells, by: \.state)
    var result: [CellRecord] = []
    for state in path {
      let group = byState[state] ?? []
      if group.contains(where: \.empties) { result = [] }
      result += group
    }
    return result
  }

  /// Notes what the cell that is running has shown so far.
  mutating func add(_ outputs: [Gated]) {
    guard cells.last?.status == .running else { return }
    cells[cells.count - 1].outputs += outputs
  }

  private func record(_ number: Int) -> CellRecord? { cells.first { $0.number == number } }
}

extension Timeline {
  /// Adds a cell that left the state as it was.
  public mutating func append(_ cell: CellRecord) {
    var cell = cell
    cell.state = path.last ?? 0
    cells.append(cell)
  }

  /// Adds a cell that changed the state; nothing can be brought back any more.
  public mutating func append(_ cell: CellRecord, replacing workspace: Workspace) {
    lastState += 1
    path.append(lastState)
    var cell = cell
    cell.state = lastState
    cells.append(cell)
    past.append(Step(cell: cell.number, workspace: workspace))
    if past.count > Timeline.deepest { past.removeFirst() }
    future = []
  }

  /// Puts a cell of an earlier run back that is not done again: of one taken back, no state in force comes.
  public mutating func recall(_ cell: CellRecord) {
    append(cell)
    if cell.isUndone { cells[cells.count - 1].state = -1 }
  }

  /// Takes back so many cells, as far as there are.
  public mutating func undo(_ count: Int, _ workspace: inout Workspace) {
    for _ in 0..<min(count, past.count) {
      guard let step = past.popLast(), path.popLast() != nil else { break }
      future.append(Step(cell: step.cell, workspace: workspace))
      workspace = step.workspace
    }
    mark()
  }

  /// Brings back so many cells, as far as there are.
  public mutating func redo(_ count: Int, _ workspace: inout Workspace) {
    for _ in 0..<min(count, future.count) {
      guard let step = future.popLast(), let cell = record(step.cell) else { break }
      past.append(Step(cell: step.cell, workspace: workspace))
      path.append(cell.state)
      workspace = step.workspace
    }
    mark()
  }

  /// A cell is undone when the state it made or looked at is none of those that led here.
  private mutating func mark() {
    let states = Set(path)
    for index in cells.indices { cells[index].isUndone = !states.contains(cells[index].state) }
  }
}
