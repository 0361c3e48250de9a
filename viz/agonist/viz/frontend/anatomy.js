// The skeleton and the skin of the drawing: tables of points, our own work after the usual landmarks of surface anatomy.
// Half a body: x grows from the midline outwards, y from the crown (12) to the sole (431); the other half is its mirror.

/** Skin without the arm, and the arm: a picture of the legs leaves the arm out. */
export const SKIN = [
  [0, 12], [8, 13], [14, 20], [16.5, 31], [15.5, 42], [11.5, 51], [9.5, 57], [9.7, 64], [14, 69], [25, 73.5], [37, 77], [44, 80],
  [46.5, 90], [44, 102], [38.5, 113], [36.5, 130], [32.5, 148], [30, 161], [30.5, 171], [33.5, 184], [37, 199], [39.6, 214], [40, 236],
  [38, 262], [34, 287], [31.2, 301], [31, 313], [33.2, 328], [33, 346], [28.6, 373], [24.8, 392], [25, 402], [26.5, 412], [30.5, 424],
  [29, 430.5], [18, 431.5], [11.5, 429], [11, 414], [12, 401], [11.6, 389], [9.2, 367], [7, 346], [7.4, 330], [9.2, 314], [8.6, 302],
  [6.6, 282], [4, 258], [2.6, 238], [1.2, 226], [0, 224],
];
export const ARM = [
  [40, 78], [47.5, 80], [54, 87], [57, 100], [58.4, 116], [61, 132], [64, 147], [68.5, 164], [72.5, 184], [76, 201], [80, 214],
  [81, 225], [77.5, 234], [73, 230], [70, 216], [65.5, 199], [59, 181], [53, 163], [49, 147], [45.5, 130], [41.5, 116], [38, 108], [37, 92],
];

const HIP_BONE = [
  [7, 188], [11, 181], [18, 177.6], [25, 179], [30.6, 184.6], [32.8, 191.4], [30, 195.6], [28, 202], [29, 210], [27.4, 218], [21.4, 224],
  [18.4, 231], [15, 237], [10.6, 235.6], [7, 229.4], [2.6, 224.6], [0.9, 219.6], [2.8, 215.4], [8.6, 214.6], [13, 212], [14.2, 206], [10.4, 199.4], [7.4, 194],
];
const FEMUR = [
  [17, 210.6], [20.4, 208.6], [24, 211], [28.6, 208.8], [32, 206.8], [35.2, 208.6], [35.6, 214], [33.6, 222], [32.4, 236], [29.4, 262], [27.2, 284], [28, 293],
  [30.4, 300], [29.8, 306], [25.4, 308.8], [20.6, 306.4], [15.6, 308.8], [11.4, 306], [11.2, 299.6], [15, 293], [18.4, 284], [22.6, 262],
  [26.4, 238], [26.4, 230], [23.4, 225], [24.4, 219.6], [20.4, 217.4], [17, 215],
];
const TIBIA = [
  [11.4, 312], [15.8, 310], [20.4, 311], [25, 310.4], [28, 312.6], [27, 317], [22.8, 324], [20, 340], [18.2, 362], [17.8, 384], [19, 392], [20, 397],
  [15, 397.6], [13.4, 402], [11.4, 399], [12.4, 386], [13.2, 364], [12.8, 342], [13.6, 326], [11.6, 318],
];
const FIBULA = [
  [25.8, 315.6], [28.4, 314.4], [29.6, 318], [28, 326], [26, 350], [23.4, 376], [23, 389], [24.8, 397], [23.4, 403.4], [21, 399.6], [21, 388], [21.4, 376], [24, 350], [26, 326],
];
const HUMERUS = [
  [39, 87.4], [41.8, 84], [46, 84.4], [48.8, 88], [48.6, 96], [50.6, 118], [54.8, 137], [59, 143.6], [58, 149.6], [50.6, 150.6], [49.6, 146.6], [51.2, 139], [47.4, 119], [44.2, 100], [40, 93],
];
const RADIUS = [[56.6, 151.6], [60, 152], [62.6, 164], [68.4, 186], [72, 198.6], [67.8, 200.4], [64.6, 187], [59.4, 165]];
const ULNA = [[50.6, 150.4], [54.8, 152.4], [57, 164], [62.4, 184], [66.2, 199.4], [63.4, 200.6], [59.4, 185], [53.6, 165]];
const HAND = [[63.6, 202], [72, 200.6], [75.4, 211], [79, 222], [77, 230], [72.6, 226], [69, 214]];
const SACRUM = [[0, 184], [7.4, 185.4], [8.4, 191], [5.4, 200], [2.4, 209], [0, 213]];
const SCAPULA = [
  [15.4, 87], [17, 83.6], [23, 85], [32.6, 85], [37.6, 87.6], [39.4, 91.4], [38.4, 95.6], [34, 98.4], [27.4, 108], [21.4, 117.6], [18.6, 116.4], [16.4, 104],
];
const CLAVICLE = [[4.6, 81.6], [14, 79.6], [24, 79], [33, 76.6], [41, 77.4], [41.6, 80], [33.6, 79.8], [24, 82.2], [14, 83], [5.6, 85]];
const STERNUM = [[0, 81.6], [5.4, 82.4], [5, 88], [3, 91.4], [3.2, 111], [1.8, 118], [0, 121]];
const PATELLA = [[20.6, 293.6], [24.6, 296.6], [24.2, 302], [20.6, 306], [17, 302], [16.6, 296.6]];
const FOOT = [[13, 400], [20.6, 399], [23, 405], [26, 413], [29, 423], [27.4, 428.6], [13.6, 428.4], [12.6, 420], [13, 409]];
const HEEL = [[13.6, 400], [20.8, 400], [22.4, 409], [22.8, 420], [19, 427], [14.6, 426], [12.4, 418], [12.6, 408]];
const FORAMEN = [[8.6, 219.4], [14.6, 218.8], [17.4, 223.6], [14.8, 230.6], [11.2, 230.2], [8, 225.4]];
const SPINE_OF_SCAPULA = [[16.6, 93.4], [26, 89.4], [36, 84], [43, 79.6], [47.4, 81.4], [44, 84.6], [37, 87.8], [28, 92.4], [17.6, 96.4]];
const CORACOID = [[32.4, 85.4], [36.4, 84.6], [37.4, 87.8], [35, 90]];

const vertebra = (y, half, height) => [[0, y], [half, y], [half * 0.86, y + height / 2], [half, y + height], [0, y + height]];
const column = [
  ...Array.from({ length: 6 }, (_, k) => vertebra(55 + 4.4 * k, 3.4, 3.4)), ...Array.from({ length: 12 }, (_, k) => vertebra(81.6 + 5.7 * k, 3.2 + 0.1 * k, 4.6)),
  ...Array.from({ length: 5 }, (_, k) => vertebra(150.4 + 6.8 * k, 5, 5.4)),
];
const WIDE = [14, 21, 26, 29, 31, 32.4, 33, 33, 32, 30];
/** Ribs as open lines: in front they rise to the sternum, behind they come from the column. */
const ribs = (front) => WIDE.map((x, k) => {
  const y = 82 + 6.1 * k;
  return front ? [[x, y + 9], [x * 0.92, y + 14 - k * 0.3], [x * 0.6, y + 13 - k * 0.5], [k < 7 ? 3.4 : x * 0.4, k < 7 ? y + 7 - k * 0.9 : y + 6]]
    : [[3.4, y], [x * 0.5, y + 0.4], [x * 0.92, y + 6], [x, y + 10]];
});

/** Bones of a view in the order in which they are drawn: closed shapes, holes in them, open lines. */
export const BONES = {
  front: {
    closed: { column, sacrum: [SACRUM], scapula: [SCAPULA], humerus: [HUMERUS], arm: [RADIUS, ULNA, HAND], hip: [HIP_BONE], femur: [FEMUR], tibia: [FIBULA, TIBIA], foot: [FOOT], sternum: [STERNUM], clavicle: [CLAVICLE, CORACOID], patella: [PATELLA] },
    holes: [FORAMEN], lines: ribs(true),
  },
  back: {
    closed: { humerus: [HUMERUS], arm: [RADIUS, ULNA, HAND], column, femur: [FEMUR], hip: [HIP_BONE], sacrum: [SACRUM], scapula: [SCAPULA, SPINE_OF_SCAPULA], tibia: [TIBIA, FIBULA], foot: [HEEL] },
    holes: [FORAMEN], lines: ribs(false),
  },
};
export const ARM_BONES = new Set(["humerus", "arm"]);

/** What a hand feels for: name, place, and in which view it is named. */
export const LANDMARKS = {
  front: {
    clavicle: [24, 80.5], sternum: [2.4, 104], coracoid: [35, 87], "iliac crest": [22, 178.4], "ASIS (iliac spine)": [32, 191.6], "greater trochanter": [35, 211],
    "pubic symphysis": [1, 219], patella: [22, 300], "head of fibula": [28.4, 317], "tibial tuberosity": [20.4, 320], "lat. malleolus": [23.4, 401], "med. malleolus": [12.4, 400],
  },
  back: {
    acromion: [45, 82], "scapular spine": [31, 88.5], "inferior angle": [20.4, 116.4], "iliac crest": [20, 178.2], sacrum: [4.4, 196], "greater trochanter": [35, 211],
    "ischial tuberosity": [14, 235.4], "lateral condyle": [27, 304], "head of fibula": [28.4, 317], "lat. malleolus": [23.4, 401], calcaneus: [18, 418],
  },
};

/** Joints of the drawing: centre in the half body. */
export const JOINTS = {
  hip: [20.4, 213], knee: [20.4, 309], ankle: [17, 398], lumbar: [0, 181], shoulder: [43.6, 88.4], scapula: [31, 96], elbow: [54.6, 150],
};
