// Explores every configuration that a playbook can reach, breadth first, and keeps the graph.
// Judges nothing: see proof_laws.h and proof_time.h.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "guatu/kernel/playbook/proof_model.h"

namespace guatu::kernel::proof {

// Verbs, where a move index is expected. Both lead to the state of `reopen`.
inline constexpr int kReopen = -1;    ///< out of a final state of kind done, refused or withdrawn
inline constexpr int kTakeBack = -2;  ///< withdrawn out of an open state, then reopened; one step

struct Edge {
  std::uint32_t to = 0;
  std::int32_t move = 0;  ///< index of the move, or a verb
  bool is_verb() const { return move < 0; }
};

/// The reachable configurations, numbered in breadth-first order: by number of moves, then by the order in
/// which fields' values and moves stand in the file.
struct Graph {
  const Model* model = nullptr;
  bool complete = true;                   ///< false: more than limits::kMaxProofConfigs
  std::size_t opened = 0;                 ///< the first `opened` ones are those in which a matter can open
  std::vector<Cell> cells;                ///< size() · width
  std::vector<std::uint32_t> came_from;   ///< by configuration; itself for an opening
  std::vector<std::int32_t> came_by;      ///< move of a shortest path
  std::vector<std::uint32_t> first_edge;  ///< size() + 1
  std::vector<Edge> edges;

  std::size_t size() const { return came_from.size(); }
  std::span<const Cell> config(std::size_t i) const {
    return {cells.data() + i * model->width, model->width};
  }
  int state(std::size_t i) const { return cells[i * model->width]; }
  std::span<const Edge> out(std::size_t i) const {
    return {edges.data() + first_edge[i], edges.data() + first_edge[i + 1]};
  }
  /// A shortest path to configuration `i`: `open`, state, move, state, ….
  std::vector<std::string> path_to(std::size_t i) const;
  /// Adds a move and the state that it leads to.
  void go_on(std::vector<std::string>& path, const Edge& edge) const;
};

/// Cost: O(configurations · moves · values given with a move).
Graph explore(const Model& model);

/// The same from given configurations instead of all openings; `opened` counts those.
/// @param starts  each `model.width` cells
Graph explore_from(const Model& model, std::span<const std::vector<Cell>> starts);

/// Strongly connected components over the edges that are neither the review nor a verb.
struct Components {
  std::vector<std::uint32_t> of;     ///< by configuration; an edge leads to the same or a smaller number
  std::vector<std::uint32_t> order;  ///< configurations by component
  std::vector<std::uint32_t> first;  ///< where a component begins in `order`; count + 1
  std::size_t count() const { return first.size() - 1; }
};
Components components(const Graph& graph);

/// True for edges on which a cycle may lie at all.
inline bool may_cycle(const Model& m, const Edge& e) {
  return !e.is_verb() && !m.moves[e.move].is_review;
}

}  // namespace guatu::kernel::proof
