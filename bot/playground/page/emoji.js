// A small table of common emoji names; an unknown :name: stays as it was typed, as in Slack.

const TABLE = `white_check_mark ✅ heavy_check_mark ✔️ x ❌ warning ⚠️ information_source ℹ️ no_entry ⛔ question ❓ exclamation ❗
bell 🔔 no_bell 🔕 calendar 📆 date 📅 spiral_calendar_pad 🗓️ clock 🕐 clock1 🕐 clock9 🕘 hourglass ⌛ hourglass_flowing_sand ⏳ alarm_clock ⏰ stopwatch ⏱️
tada 🎉 sparkles ✨ star ⭐ star2 🌟 rocket 🚀 fire 🔥 bulb 💡 zap ⚡ dart 🎯 trophy 🏆 medal 🏅 seedling 🌱 herb 🌿 deciduous_tree 🌳 evergreen_tree 🌲 maple_leaf 🍁
handshake 🤝 wave 👋 clap 👏 pray 🙏 muscle 💪 raised_hands 🙌 raised_hand ✋ ok_hand 👌 point_right 👉 point_left 👈 point_down 👇 point_up ☝️ writing_hand ✍️ eyes 👀
thumbsup 👍 +1 👍 thumbsdown 👎 -1 👎 heart ❤️ green_heart 💚 blue_heart 💙 yellow_heart 💛 purple_heart 💜
smile 😄 slightly_smiling_face 🙂 smiley 😃 grin 😁 joy 😂 wink 😉 blush 😊 thinking_face 🤔 neutral_face 😐 worried 😟 cry 😢 sob 😭 sweat_smile 😅 hugging_face 🤗
memo 📝 pencil ✏️ pencil2 ✏️ clipboard 📋 page_facing_up 📄 scroll 📜 file_folder 📁 open_file_folder 📂 books 📚 book 📖 bookmark 🔖 paperclip 📎 link 🔗 pushpin 📌 round_pushpin 📍 mag 🔍 mag_right 🔎
bar_chart 📊 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 moneybag 💰 dollar 💵 briefcase 💼 office 🏢 house 🏠 school 🏫 hospital 🏥 classical_building 🏛️ earth_americas 🌎 globe_with_meridians 🌐 world_map 🗺️
busts_in_silhouette 👥 bust_in_silhouette 👤 speech_balloon 💬 thought_balloon 💭 loudspeaker 📢 mega 📣 email 📧 envelope ✉️ incoming_envelope 📨 inbox_tray 📥 outbox_tray 📤 telephone_receiver 📞 phone ☎️ iphone 📱 computer 💻
gear ⚙️ wrench 🔧 hammer_and_wrench 🛠️ lock 🔒 unlock 🔓 key 🔑 shield 🛡️ recycle ♻️ arrows_counterclockwise 🔄 repeat 🔁 heavy_plus_sign ➕ heavy_minus_sign ➖ wastebasket 🗑️ package 📦 gift 🎁 label 🏷️ ticket 🎫
arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ arrow_upper_right ↗️ arrow_lower_right ↘️ small_red_triangle 🔺 small_red_triangle_down 🔻
red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡 large_green_circle 🟢 large_blue_circle 🔵 large_purple_circle 🟣 white_circle ⚪ black_circle ⚫ large_green_square 🟩 large_yellow_square 🟨 large_red_square 🟥
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ sunny ☀️ cloud ☁️ umbrella ☔ snowflake ❄️ rainbow 🌈 coffee ☕ cake 🍰 birthday 🎂 balloon 🎈 compass 🧭 bridge_at_night 🌉 puzzle_piece 🧩 jigsaw 🧩 checkered_flag 🏁 triangular_flag_on_post 🚩 flag-ca 🇨🇦 robot_face 🤖 construction 🚧 sos 🆘 new 🆕 zzz 💤`;

const words = TABLE.trim().split(/\s+/);
const EMOJI = new Map();
for (let i = 0; i < words.length; i += 2) EMOJI.set(words[i], words[i + 1]);

export const emoji = (name) => EMOJI.get(name);

// plain_text with emoji allowed: :names: become pictures, nothing else changes.
export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => EMOJI.get(name) || whole);
