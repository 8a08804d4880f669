// Sentences of what the API refuses before any rule sees it, and of outlines that are imported.
#include "guatu/kernel/messages/messages.h"

namespace guatu::kernel {

// Longer than 70 lines because it is one row a key.
std::span<const Message> api_messages() {
  static constexpr Message kAll[] = {
      {"geo.bad_geometry",
       "第 {n} 个要素的图形读不懂（{detail}）；请写 Polygon 或 MultiPolygon，坐标为 [经度, 纬度]。",
       "The geometry of feature {n} cannot be read ({detail}); write a Polygon or a MultiPolygon of "
       "[longitude, "
       "latitude]."},
      {"geo.no_unit",
       "第 {n} 个要素指的单位“{got}”不存在；请在 properties 里用 unit 写单位编号，或用 code 写行政区划代码。",
       "Feature {n} names no unit that there is: `{got}`; write its id as `unit` or its division code as "
       "`code` in "
       "`properties`."},
      {"geo.not_geojson", "这不是可用的 GeoJSON（{detail}）；请导入一个至少有一个要素的 FeatureCollection。",
       "This is no GeoJSON that can be used ({detail}); import a FeatureCollection with at least one "
       "feature."},
      {"geo.off_globe", "第 {n} 个要素的坐标 {got} 不在地球上；坐标应为 [经度, 纬度]，单位是度。",
       "Position {got} of feature {n} is not on the globe; write [longitude, latitude] in degrees."},
      {"geo.open_ring", "第 {n} 个要素有一圈没有闭合；每圈至少四个点，首尾是同一点。",
       "A ring of feature {n} is not closed; it needs four positions or more, the last the same as the "
       "first."},
      {"geo.outlines_too_large", "轮廓太大：{what} 为 {n}，最多 {max}；请先把图形化简。",
       "The outlines are too large: {n} {what}, at most {max}; simplify them first."},
      {"geo.unit_twice", "单位“{got}”的轮廓写了两次；请把它们合成一个 MultiPolygon。",
       "Unit `{got}` has two outlines; make one MultiPolygon of them."},
      {"http.bad_idempotency_key",
       "Idempotency-Key 不能是“{got}”；请写 1 到 64 个字母、数字或 . _ - :，每次办理一个新的。",
       "Idempotency-Key cannot be `{got}`; write 1 to 64 letters, digits or . _ - :, a new one for each "
       "act."},
      {"http.bad_parameter", "查询参数 {field} 不能是“{got}”；应为：{expected}。",
       "The query parameter {field} cannot be `{got}`; write: {expected}."},
      {"http.before_ledger", "“{got}”时还没有这本台账；请写较晚的时间。",
       "At `{got}` there was no ledger yet; write a later moment."},
      {"http.body_unwanted", "这个请求不带内容；请去掉内容后再发送。",
       "This request takes no body; send it without one."},
      {"http.missing_parameter", "缺少查询参数 {name}；请补上。",
       "The query parameter {name} is missing; add it."},
      {"http.no_idempotency_key",
       "缺少请求头 Idempotency-Key；请为这次办理写一个编号，重发时用同一个，就不会办两次。",
       "The header Idempotency-Key is missing; give this act an id and send the same again on a retry, so "
       "that "
       "it is not done twice."},
      {"http.parameter_twice", "查询参数 {got} 写了两次；请只写一次。",
       "The query parameter {got} stands there twice; write it once."},
      {"http.unknown_parameter", "没有查询参数“{got}”[；可用的有：{known}]。",
       "There is no query parameter `{got}`[; there are: {known}]."},
      {"matter.changed", "这件事项已被他人改动；请重新读取后再试。",
       "The matter was changed meanwhile; read it again and retry."},
      {"matter.unknown_clock", "这件事项没有时钟“{got}”[；有：{clocks}]。",
       "This matter has no clock `{got}`[; it has: {clocks}]."},
      {"rules.not_administrator",
       "规程和日历约束整个单位，由管辖全部单位的系统管理员发布，{who} 不能；本单位的预演请写明 unit。",
       "Playbooks and calendars bind the whole office and are published by a system administrator of all of "
       "it, not by {who}; to rehearse for a unit of your own, name it as `unit`."},
      {"public.closed", "这里没有向公众开放的事项；请到窗口办理，或登录后再试。",
       "Nothing is open to the public here; come to the office, or sign in."},
      {"public.code_not_sent", "验证码现在发不出去；您填的内容没有丢，请过几分钟再试，急事请打电话或到窗口。",
       "The code cannot be sent now; nothing that you wrote is lost. Try again in some minutes, or call or "
       "come when "
       "it is urgent."},
      {"public.code_over", "这个验证码已过期、已用过或试错太多；请重新获取。",
       "This code is old, used or was tried too often; ask for a new one."},
      {"public.code_refused", "这个号码或邮箱收不到验证码；请核对，或换一个，或到窗口办理。",
       "No code can be delivered to this number or address; look at it again, give another one, or come to "
       "the "
       "office."},
      {"public.code_unneeded", "这个联系方式不用验证码；请直接提交。",
       "This contact needs no code; just send the form."},
      {"public.code_wrong", "验证码不对；还可以再试 {left} 次。", "The code is wrong; {left} more tries."},
      {"public.config", "public.yaml 里的“{name}”不对；应为：{instead}。",
       "`{name}` in public.yaml will not do; write: {instead}."},
      {"public.confirm", "联系方式要先验证：请获取验证码，填上后再提交。",
       "The contact must be confirmed first: ask for a code, fill it in, and send again."},
      {"public.contact",
       "联系方式这一栏只填一个能收验证码的号码或邮箱，前后不要加字；没有的请打电话或到窗口办理。",
       "Write just one telephone number or mail address that can receive a code, with nothing around it; who "
       "has none "
       "may call or come to the office."},
      {"public.contact_mail",
       "联系方式这一栏只填一个能收验证码的邮箱，前后不要加字；没有的请打电话或到窗口办理。",
       "Write just one mail address that can receive a code, with nothing around it; who has none may call "
       "or come to "
       "the office."},
      {"public.contact_phone",
       "联系方式这一栏只填一个能收短信的手机号，前后不要加字；没有的请打电话或到窗口办理。",
       "Write just one telephone number that can receive a short message, with nothing around it; who has "
       "none may "
       "call or come to the office."},
      {"public.field", "这里不收“{got}”这一项；请只填表上的内容。",
       "`{got}` is not asked for here; fill what the form has."},
      {"public.not_listed", "这里没有公开这一类事项；请看首页列出的名单。",
       "Nothing of this kind is published here; see the lists on the first page."},
      {"public.not_offered", "这里不受理这一类事项；请看首页列出的可办事项。",
       "This cannot be opened here; see what the first page offers."},
      {"public.photo_kind", "这里只收 JPEG、PNG、WebP 照片；请换一张，或用手机重新拍。",
       "Only photos are taken here: JPEG, PNG or WebP. Choose another one, or take it anew."},
      {"public.photo_too_large", "照片超过 {limit} MB；请换小一点的，或用手机重新拍。",
       "The photo is larger than {limit} MB; choose a smaller one, or take it anew."},
      {"public.photo_unknown", "有一张照片没有传完，或已过了一天；请再传一次。",
       "A photo has not arrived whole, or more than a day ago; send it once more."},
      {"public.proof", "防刷验证已过期或已用过；请再提交一次，页面会重新验证。",
       "The proof of work is old, used or wrong; send again, the page makes a new one."},
      {"public.slow", "试错太多；请 {retry_after_s} 秒后再试，并核对编号和查询码。",
       "Too many wrong tries; wait {retry_after_s} seconds and look at number and code again."},
      {"public.too_large", "内容超过 {limit} 字节；请写短一些。",
       "It is longer than {limit} bytes; write less."},
      {"public.too_many", "一小时内提交太多；请 {retry_after_s} 秒后再试，急事请打电话或到窗口。",
       "Too many were sent within an hour; wait {retry_after_s} seconds, or call or come when it is "
       "urgent."},
      {"public.too_many_codes", "验证码要得太勤；请 {retry_after_s} 秒后再要，此前收到的仍然有效。",
       "Too many codes were asked for; wait {retry_after_s} seconds. One that you received before is still "
       "good."},
      {"public.too_many_photos", "照片最多 {limit} 张；请去掉几张。",
       "At most {limit} photos; take some away."},
      {"public.too_many_photos_now", "一小时内传的照片太多；请 {retry_after_s} 秒后再传，或先不带照片提交。",
       "Too many photos were sent within an hour; wait {retry_after_s} seconds, or send the form without "
       "them."},
      {"public.unknown", "没有查到；请核对编号和查询码，两样都要对。",
       "Nothing was found; look at number and code again, both must fit."},
  };
  return kAll;
}

}  // namespace guatu::kernel
