// Texts with placeholders: `{name}` and `{name|words when there is none}`. Pure.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace guatu::paper {

/// What a blank that nobody filled in looks like.
inline constexpr std::string_view kBlank = "＿＿＿＿";

/// Is every brace one of a placeholder with a name?
bool is_well_formed(std::string_view text);

/// Each name, in order. `text` is well formed.
void each_name(std::string_view text, const std::function<void(std::string_view name)>& take);

/// The text with its names replaced by what `value` says; where that is empty, by the words of the
/// placeholder, and without any by kBlank.
std::string filled(std::string_view text, const std::function<std::string(std::string_view name)>& value);

}  // namespace guatu::paper
