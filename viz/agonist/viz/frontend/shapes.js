// An anatomical figure of our own: half a body, front and back, as points that a closed curve runs through.
// x grows from the midline outwards, y from the crown (0) to the sole (432). The other half is its mirror.

export const OUTLINE = [
  [0, 12], [9, 14], [15, 22], [17, 34], [15, 46], [10, 54], [10, 64], [20, 70], [36, 75], [47, 80], [54, 90], [57, 106],
  [60, 128], [64, 148], [69, 168], [73, 190], [78, 206], [80, 220], [76, 230], [71, 224], [68, 208], [64, 192], [57, 172],
  [51, 152], [46, 132], [41, 114], [37, 112], [35, 128], [30, 150], [28, 164], [32, 182], [37, 198], [39, 216], [38, 244],
  [35, 272], [31, 296], [30, 312], [32, 330], [31, 350], [26, 378], [23, 398], [26, 414], [29, 426], [20, 430], [12, 428],
  [11, 412], [12, 396], [11, 374], [8, 350], [8, 330], [10, 312], [10, 298], [7, 272], [4, 246], [2, 226], [0, 224],
];

export const FRONT = {
  trapezius_upper: [[9, 60], [13, 66], [36, 75], [30, 78], [12, 71]],
  deltoid_anterior: [[35, 79], [43, 81], [47, 91], [46, 106], [43, 114], [39, 104], [35, 92]],
  deltoid_middle: [[45, 80], [53, 89], [56, 103], [53, 118], [48, 112], [50, 94]],
  pectoralis_major: [[3, 83], [18, 78], [32, 81], [37, 94], [36, 105], [24, 113], [8, 111], [3, 102]],
  pectoralis_minor: [[17, 89], [28, 84], [27, 98], [20, 106]],
  serratus_anterior: [[33, 112], [35, 120], [32, 136], [27, 146], [24, 136], [28, 120]],
  biceps_brachii: [[46, 116], [53, 120], [58, 134], [59, 148], [54, 150], [49, 136]],
  rectus_abdominis: [[2, 116], [13, 116], [15, 138], [14, 166], [9, 198], [2, 208]],
  external_oblique: [[17, 118], [23, 130], [25, 150], [25, 166], [29, 184], [20, 194], [13, 198], [16, 168], [17, 140]],
  internal_oblique: [[19, 168], [24, 170], [27, 184], [19, 191], [16, 188]],
  iliacus: [[16, 196], [27, 193], [26, 206], [18, 218], [14, 210]],
  psoas: [[7, 188], [12, 194], [14, 212], [17, 224], [13, 228], [9, 212]],
  tensor_fasciae_latae: [[32, 193], [36, 202], [37, 224], [33, 236], [30, 214]],
  sartorius: [[28, 196], [31, 202], [24, 232], [16, 262], [11, 288], [12, 304], [8, 302], [8, 284], [12, 260], [20, 230]],
  pectineus: [[9, 218], [17, 224], [19, 232], [12, 228]],
  rectus_femoris: [[25, 212], [30, 224], [31, 250], [27, 280], [21, 294], [17, 282], [17, 256], [21, 230]],
  vastus_lateralis: [[33, 234], [37, 246], [36, 270], [31, 294], [27, 299], [25, 290], [31, 270], [33, 250]],
  vastus_intermedius: [[21, 270], [26, 268], [27, 284], [22, 292], [18, 284]],
  vastus_medialis: [[16, 268], [17, 284], [21, 297], [17, 306], [12, 301], [11, 286], [13, 274]],
  adductor_longus: [[9, 228], [17, 233], [15, 252], [11, 262], [9, 246]],
  adductor_brevis: [[6, 226], [10, 228], [11, 240], [8, 244]],
  gracilis: [[4, 230], [7, 242], [9, 268], [8, 292], [6, 280], [4, 250]],
  tibialis_anterior: [[19, 314], [24, 317], [25, 340], [21, 380], [17, 388], [18, 350]],
  extensor_digitorum_longus: [[25, 322], [28, 340], [24, 378], [22, 384], [25, 350]],
  fibularis_longus: [[28, 316], [31, 332], [30, 352], [26, 384], [25, 376], [29, 345]],
  gastrocnemius_medialis: [[11, 318], [14, 332], [12, 354], [9, 346], [9, 330]],
};

export const BACK = {
  trapezius_upper: [[2, 56], [8, 60], [13, 67], [36, 76], [41, 80], [24, 84], [10, 80], [2, 78]],
  levator_scapulae: [[8, 60], [11, 66], [19, 79], [16, 82], [9, 70]],
  trapezius_middle: [[2, 80], [10, 82], [24, 86], [37, 84], [24, 94], [10, 98], [2, 98]],
  rhomboid: [[6, 86], [18, 92], [20, 106], [14, 109], [7, 99]],
  trapezius_lower: [[2, 100], [10, 100], [20, 98], [12, 120], [5, 138], [2, 144]],
  supraspinatus: [[23, 79], [36, 80], [34, 85], [25, 85]],
  infraspinatus: [[20, 91], [36, 88], [40, 94], [34, 102], [25, 110], [19, 106]],
  teres_minor: [[35, 102], [41, 96], [43, 101], [36, 108]],
  teres_major: [[26, 112], [36, 108], [42, 104], [40, 111], [30, 119]],
  subscapularis: [[26, 94], [33, 93], [32, 99], [26, 102]],
  deltoid_posterior: [[39, 80], [46, 81], [53, 90], [55, 106], [51, 116], [45, 104], [42, 90]],
  latissimus_dorsi: [[20, 116], [29, 122], [37, 114], [35, 130], [30, 150], [24, 168], [8, 186], [3, 182], [4, 152], [12, 130]],
  triceps_brachii: [[46, 112], [52, 118], [57, 112], [61, 132], [63, 146], [56, 150], [50, 138], [46, 124]],
  erector_spinae: [[2, 140], [6, 138], [10, 154], [11, 178], [9, 196], [3, 202]],
  gluteus_medius: [[14, 190], [28, 187], [36, 198], [35, 208], [24, 206], [12, 200]],
  gluteus_minimus: [[22, 194], [31, 195], [31, 203], [23, 202]],
  gluteus_maximus: [[2, 201], [12, 202], [24, 208], [36, 211], [38, 226], [32, 240], [20, 238], [8, 233], [2, 224]],
  piriformis: [[10, 207], [28, 212], [27, 216], [11, 213]],
  biceps_femoris_long_head: [[20, 241], [28, 243], [31, 262], [28, 290], [29, 306], [25, 308], [22, 290], [19, 264]],
  biceps_femoris_short_head: [[29, 268], [33, 276], [31, 296], [29, 298], [29, 282]],
  semitendinosus: [[12, 240], [19, 241], [18, 264], [18, 286], [13, 305], [12, 290], [11, 264]],
  semimembranosus: [[8, 242], [11, 246], [10, 270], [12, 290], [11, 307], [8, 296], [6, 268]],
  adductor_magnus: [[4, 232], [11, 237], [8, 252], [6, 264], [4, 248]],
  gastrocnemius_lateralis: [[21, 312], [27, 314], [31, 331], [28, 350], [23, 358], [20, 346], [20, 328]],
  gastrocnemius_medialis: [[12, 312], [19, 312], [19, 330], [18, 352], [14, 360], [9, 346], [9, 328]],
  soleus: [[10, 354], [14, 363], [19, 357], [23, 361], [29, 354], [26, 378], [19, 390], [13, 380]],
  tibialis_posterior: [[15, 366], [19, 364], [20, 382], [17, 386]],
};

/** Lying under another muscle: drawn with a broken outline. */
export const DEEP = new Set([
  "pectoralis_minor", "iliacus", "psoas", "vastus_intermedius", "rhomboid", "levator_scapulae", "supraspinatus",
  "erector_spinae", "gluteus_minimus", "biceps_femoris_short_head", "subscapularis", "piriformis", "tibialis_posterior",
  "internal_oblique", "adductor_brevis",
]);

/** Joints of the drawing: centre in the half body. */
export const JOINTS = {
  hip: [20, 214], knee: [20, 306], ankle: [17, 396], lumbar: [0, 186], shoulder: [44, 88], scapula: [30, 92],
};

/** A smooth closed path through points (Catmull-Rom as cubic Bezier curves). */
export function closedPath(points) {
  const n = points.length, at = (i) => points[(i + n) % n];
  const f = (v) => v.toFixed(1);
  let d = `M${f(at(0)[0])} ${f(at(0)[1])}`;
  for (let i = 0; i < n; i++) {
    const [p0, p1, p2, p3] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    const c1 = [p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6];
    const c2 = [p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6];
    d += `C${f(c1[0])} ${f(c1[1])} ${f(c2[0])} ${f(c2[1])} ${f(p2[0])} ${f(p2[1])}`;
  }
  return d + "Z";
}

const ALIASES = [
  [/^glut(eus)?_max.*/, "gluteus_maximus"], [/^glut(eus)?_med.*/, "gluteus_medius"], [/^glut(eus)?_min.*/, "gluteus_minimus"],
  [/^rhomboid.*/, "rhomboid"], [/^adductor_magnus.*/, "adductor_magnus"], [/^pectoralis_major.*/, "pectoralis_major"],
  [/^serratus_anterior.*/, "serratus_anterior"], [/^latissimus_dorsi.*/, "latissimus_dorsi"], [/^infraspinatus.*/, "infraspinatus"],
  [/^subscapularis.*/, "subscapularis"], [/^supraspinatus.*/, "supraspinatus"], [/^triceps.*/, "triceps_brachii"],
  [/^biceps_brachii.*/, "biceps_brachii"], [/^biceps_femoris$/, "biceps_femoris_long_head"], [/^(fibularis|peroneus).*/, "fibularis_longus"],
  [/^extensor_(digitorum|hallucis).*/, "extensor_digitorum_longus"], [/^flexor_(digitorum|hallucis).*/, "tibialis_posterior"],
  [/^deltoid(eus)?_(clavic|anter).*/, "deltoid_anterior"], [/^deltoid(eus)?_(middle|later|acrom).*/, "deltoid_middle"],
  [/^deltoid(eus)?_(post|scap).*/, "deltoid_posterior"], [/^gastrocnemius_med.*/, "gastrocnemius_medialis"],
  [/^gastrocnemius_lat.*/, "gastrocnemius_lateralis"], [/^trapezius_(upper|super|clav).*/, "trapezius_upper"],
  [/^trapezius_mid.*/, "trapezius_middle"], [/^trapezius_(low|infer).*/, "trapezius_lower"], [/^iliopsoas.*/, "iliacus"],
  [/^(external|obliquus_ext).*/, "external_oblique"], [/^(internal|obliquus_int).*/, "internal_oblique"],
  [/^psoas.*/, "psoas"], [/^(anterior|front)_deltoid.*/, "deltoid_anterior"], [/^middle_deltoid.*/, "deltoid_middle"],
  [/^posterior_deltoid.*/, "deltoid_posterior"], [/^upper_trapezius.*/, "trapezius_upper"], [/^middle_trapezius.*/, "trapezius_middle"],
  [/^lower_trapezius.*/, "trapezius_lower"], [/^trapezius_c7.*/i, "trapezius_middle"], [/^biceps_(long|short)_head.*/, "biceps_brachii"],
  [/^coracobrachialis.*/, "biceps_brachii"], [/^(gemelli|quadratus_femoris).*/, "piriformis"],
  [/^hamstring.*/, "biceps_femoris_long_head"], [/^quadriceps.*/, "rectus_femoris"], [/^erector.*|^multifid.*/, "erector_spinae"],
];

/** The region of the drawing that stands for a muscle, or null where the drawing has none. */
export function regionOf(name) {
  const base = name.replace(/_(right|left)$/, "");
  if (FRONT[base] || BACK[base]) return base;
  const alias = ALIASES.find(([pattern]) => pattern.test(base));
  return alias ? alias[1] : null;
}

/** Centre of a region: x from the midline, y from the crown, and whether it lies in front. */
export function centreOf(name) {
  const region = regionOf(name);
  if (!region) return null;
  const front = !BACK[region];
  const points = (front ? FRONT : BACK)[region];
  const mean = (k) => points.reduce((sum, p) => sum + p[k], 0) / points.length;
  return { x: mean(0), y: mean(1), front };
}
